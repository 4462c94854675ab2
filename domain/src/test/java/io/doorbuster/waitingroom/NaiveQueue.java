package io.doorbuster.waitingroom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** What {@link AdmissionQueue} should do, the slow way: everything is worked out anew from all that was told. */
final class NaiveQueue {
    private final Map<TicketId, Place> told = new HashMap<>();
    private final int[] read = new int[LaneKey.LANES];
    private final int[] closed = new int[LaneKey.LANES];
    private final RoaringBitmap[] left = new RoaringBitmap[LaneKey.LANES];
    private final DrawKeys keys;
    private Place watermark;

    NaiveQueue(DrawKeys keys, Place watermark) {
        this.keys = keys;
        this.watermark = watermark;
        java.util.Arrays.fill(closed, LaneArrivals.NO_NEWS);
        java.util.Arrays.setAll(left, lane -> new RoaringBitmap());
    }

    int read(int lane) {
        return read[lane];
    }

    void accept(LaneArrivals slice) {
        for (int i = 0; i < slice.size(); i++) {
            TicketId ticket = slice.ticket(i);
            told.put(ticket, new Place(slice.windows()[i], keys.key(ticket, slice.weights()[i])));
            read[slice.lane()] = Math.max(read[slice.lane()], ticket.number());
        }
        closed[slice.lane()] = Math.max(closed[slice.lane()], slice.closedThrough());
        left[slice.lane()] = java.util.Objects.requireNonNull(slice.left());
    }

    int closedByAll() {
        return java.util.Arrays.stream(closed).min().orElseThrow();
    }

    /** Those that are drawn and not admitted, in order. */
    List<TicketId> drawn() {
        return told.entrySet().stream()
                .filter(entry -> entry.getValue().window() <= closedByAll()
                        && entry.getValue().isAfter(watermark))
                .sorted(Comparator.comparingInt((Map.Entry<TicketId, Place> entry) ->
                                entry.getValue().window())
                        .thenComparing(entry -> entry.getValue().key(), Long::compareUnsigned))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<TicketId> waiting() {
        return drawn().stream().filter(ticket -> !isLeft(ticket)).toList();
    }

    boolean isLeft(TicketId ticket) {
        return left[ticket.lane()].contains(ticket.number());
    }

    long admitted() {
        return told.values().stream().filter(place -> !place.isAfter(watermark)).count();
    }

    int arrivals() {
        return told.size();
    }

    /** How many are read, not drawn, and have not given their tickets back. */
    int pending() {
        return (int) told.entrySet().stream()
                .filter(entry -> entry.getValue().window() > closedByAll())
                .filter(entry -> entry.getValue().isAfter(watermark) && !isLeft(entry.getKey()))
                .count();
    }

    Place place(TicketId ticket) {
        return java.util.Objects.requireNonNull(told.get(ticket));
    }

    Place advance(int count) {
        if (closedByAll() == LaneArrivals.NO_NEWS) {
            return watermark;
        }
        int places = count;
        for (TicketId ticket : new ArrayList<>(drawn())) {
            if (!isLeft(ticket) && places-- <= 0) {
                return watermark;
            }
            watermark = place(ticket);
        }
        Place end = Place.endOf(closedByAll());
        watermark = end.isAfter(watermark) ? end : watermark;
        return watermark;
    }
}
