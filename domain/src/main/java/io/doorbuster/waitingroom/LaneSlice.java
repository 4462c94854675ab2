package io.doorbuster.waitingroom;

import java.util.List;

/**
 * Consecutive events of one lane, on their way to the ledger.
 *
 * @param events ascending by sequence, without gaps, at least one
 */
public record LaneSlice(LaneKey key, List<LaneEvent> events) {
    public LaneSlice {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a slice without events");
        }
    }

    public long lastSequence() {
        return events.get(events.size() - 1).sequence();
    }
}
