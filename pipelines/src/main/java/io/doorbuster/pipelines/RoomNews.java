package io.doorbuster.pipelines;

import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WatermarkStep;
import org.jspecify.annotations.Nullable;

/**
 * What admission has to tell of a sale.
 *
 * @param step to be written down before the view is published; null if the watermark did not move
 */
public record RoomNews(RoomView view, @Nullable WatermarkStep step) {}
