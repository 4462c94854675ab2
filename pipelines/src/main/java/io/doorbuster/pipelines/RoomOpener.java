package io.doorbuster.pipelines;

import io.doorbuster.waitingroom.AdmissionSignals;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds what admission to a sale begins with. Thread-safe. */
@FunctionalInterface
public interface RoomOpener {
    /** Fails if that cannot be known now; then it is asked again a little later. */
    CompletableFuture<OpenRoom> open(String orgId, String saleId);

    /**
     * What admission to one sale begins with.
     *
     * @param weighted whether the sale's rule is WEIGHTED
     * @param latest the newest step that was written down or published; null if there is none
     * @param recent the last steps, ascending
     * @param signals what is known of the sale at the moment; asked with each tick, so it must not wait for anything
     */
    record OpenRoom(
            boolean weighted,
            DrawSecrets secrets,
            @Nullable WatermarkStep latest,
            List<WatermarkStep> recent,
            Supplier<AdmissionSignals> signals) {}
}
