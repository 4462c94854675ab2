package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a buyer stands in the waiting room, as it was told by a join or a poll. */
record Standing(String status, long pollAfterMillis) {
    /** 1 to 20 s with a fifth of jitter, and some room for a server that knows better. */
    static final long MIN_POLL_MILLIS = 500;

    static final long MAX_POLL_MILLIS = 30_000;

    private static final Set<String> STATUSES =
            Set.of("lobby", "waiting", "admitted", "standby", "sold_out", "ended", "paused");
    private static final Set<String> IN_LINE = Set.of("lobby", "waiting", "standby");

    /** After having been admitted, what a ticket may still be told. */
    private static final Set<String> AFTER_ADMISSION = Set.of("admitted", "sold_out", "ended", "paused");

    static Standing of(JsonNode body) {
        return new Standing(
                body.path("status").asText(""), body.path("pollAfterMs").asLong());
    }

    /**
     * What of an answer is not in the contract; null if nothing.
     *
     * @param wasAdmitted whether the same ticket was told so before
     */
    static @Nullable String fault(JsonNode body, boolean wasAdmitted) {
        String status = body.path("status").asText("");
        if (!STATUSES.contains(status)) {
            return "no known status";
        }
        if (wasAdmitted && !AFTER_ADMISSION.contains(status)) {
            return "was admitted before";
        }
        long poll = body.path("pollAfterMs").asLong(-1);
        if (poll < MIN_POLL_MILLIS || poll > MAX_POLL_MILLIS) {
            return "no sensible pollAfterMs";
        }
        long position = body.path("position").asLong(-1);
        if (position < (IN_LINE.contains(status) ? 1 : 0)) {
            return "no sensible position";
        }
        if (body.hasNonNull("ahead") && body.path("ahead").asLong(-1) < 0) {
            return "no sensible ahead";
        }
        if (body.hasNonNull("etaSec") && body.path("etaSec").asLong(-1) < 0) {
            return "no sensible etaSec";
        }
        double odds = body.path("odds").asDouble(0);
        return odds < 0 || odds > 1 ? "odds that are none" : null;
    }

    boolean isOver() {
        return status.equals("sold_out") || status.equals("ended");
    }

    boolean isAdmitted() {
        return status.equals("admitted");
    }
}
