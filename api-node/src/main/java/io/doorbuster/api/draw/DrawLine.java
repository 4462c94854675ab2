package io.doorbuster.api.draw;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.WatermarkStep;
import io.doorbuster.waitingroom.Windows;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines of the published file; the order of the components is the order of the keys. */
sealed interface DrawLine {
    record Sale(
            String type,
            int format,
            String saleId,
            String rule,
            long startAtMs,
            long firstWindowMs,
            long windowMs,
            Map<String, Integer> weights,
            int lanes,
            String commitment,
            String seed)
            implements DrawLine {
        private static final int FORMAT = 1;

        static Sale of(PublishedDraw draw) {
            Windows windows = draw.windows();
            return new Sale(
                    "sale",
                    FORMAT,
                    draw.sale().saleId(),
                    draw.sale().fairness().rule().name(),
                    windows.startAtMillis(),
                    windows.firstMillis(),
                    windows.widthMillis(),
                    draw.weights(),
                    LaneKey.LANES,
                    draw.sale().drawCommitment(),
                    draw.seed());
        }
    }

    /**
     * An advance of the watermark.
     *
     * @param type null within a JSON page
     */
    record Watermark(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String type,

            long step,
            long atMs,
            int window,
            String key,
            long admitted)
            implements DrawLine {
        static Watermark of(@Nullable String type, WatermarkStep step) {
            return new Watermark(
                    type,
                    step.step(),
                    step.atMillis(),
                    step.watermark().window(),
                    HexFormat.of().toHexDigits(step.watermark().key()),
                    step.admitted());
        }
    }

    /**
     * A ticket.
     *
     * @param type null within a JSON page
     * @param step that admitted the ticket; null if none did
     */
    record TicketLine(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String type,

            String ticket,
            String user,
            long arrivedAtMs,
            int window,
            int weight,
            String key,
            String chain,
            boolean givenBack,
            @Nullable Integer step)
            implements DrawLine {}

    record End(String type, int watermarks, long tickets, List<String> chains) implements DrawLine {}
}
