package io.doorbuster.inventory;

import java.util.List;

/**
 * Consecutive events of one bucket, on their way to the ledger.
 *
 * @param events ascending by sequence, without gaps, at least one
 */
public record OutboxSlice(BucketKey key, List<Event> events) {
    public OutboxSlice {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a slice without events");
        }
    }

    public long lastSequence() {
        return events.get(events.size() - 1).sequence();
    }
}
