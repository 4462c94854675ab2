package io.doorbuster.inventory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/** A bucket's whole state as values: equal if and only if the states are, order of reservations and events included. */
record Frozen(
        BucketTerms terms,
        int generation,
        long nowMillis,
        boolean open,
        boolean recovered,
        List<Integer> free,
        List<Reservation> reservations,
        List<UUID> closed,
        long lastSequence,
        List<Event> pending,
        List<Transfer> openTransfers,
        Map<Integer, Long> sentThrough,
        Map<Integer, Long> receivedThrough,
        BucketCounters counters) {

    static Frozen of(InventoryBucket bucket) {
        BucketSnapshot live = bucket.snapshot();
        return new Frozen(
                live.terms(),
                live.generation(),
                live.nowMillis(),
                live.open(),
                live.recovered(),
                Ints.listOf(live.free()),
                copy(live.reservations()),
                copy(live.closed()),
                live.lastSequence(),
                copy(live.pending()),
                live.openTransfers().stream()
                        .map(open -> new Transfer(
                                open.generation(),
                                open.from(),
                                open.to(),
                                open.sequence(),
                                open.units().clone()))
                        .toList(),
                Map.copyOf(live.sentThrough()),
                Map.copyOf(live.receivedThrough()),
                live.counters());
    }

    /** A bucket of its own with this state. */
    InventoryBucket thaw() {
        return new InventoryBucket(new BucketSnapshot(
                terms,
                generation,
                nowMillis,
                open,
                recovered,
                Ints.bitmapOf(free),
                reservations,
                closed,
                lastSequence,
                pending,
                openTransfers,
                sentThrough,
                receivedThrough,
                counters));
    }

    private static <T> List<T> copy(Collection<T> live) {
        return List.copyOf(live);
    }

    /** Unit numbers between the two shapes that they have. */
    static final class Ints {
        private Ints() {}

        static List<Integer> listOf(RoaringBitmap units) {
            return units.stream().boxed().toList();
        }

        static RoaringBitmap bitmapOf(Collection<Integer> units) {
            RoaringBitmap bitmap = new RoaringBitmap();
            units.forEach(bitmap::add);
            return bitmap;
        }
    }
}
