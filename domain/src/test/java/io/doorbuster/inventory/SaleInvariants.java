package io.doorbuster.inventory;

import java.util.List;
import java.util.Objects;
import org.roaringbitmap.RoaringBitmap;

/** What must hold of all buckets of a sale together, whatever is under way between them. */
final class SaleInvariants {
    private SaleInvariants() {}

    /**
     * Units 1..stock are in exactly one place. A unit on its way is at the giver until the taker has it, and at the taker
     * from then on, whether the giver knows or not.
     */
    static void check(List<InventoryBucket> buckets, int stock) {
        RoaringBitmap placed = new RoaringBitmap();
        for (InventoryBucket bucket : buckets) {
            Invariants.check(bucket);
            BucketSnapshot snapshot = bucket.snapshot();
            placeAll(placed, snapshot.free(), bucket);
            for (Reservation reservation : snapshot.reservations()) {
                if (reservation.state().bindsUnits()) {
                    placeAll(placed, Frozen.Ints.bitmapOf(reservation.units()), bucket);
                }
            }
            for (Transfer transfer : snapshot.openTransfers()) {
                BucketSnapshot taker = buckets.get(transfer.to()).snapshot();
                if (taker.receivedThrough().getOrDefault(transfer.from(), 0L) < transfer.sequence()) {
                    placeAll(placed, transfer.units(), transfer);
                }
            }
        }
        RoaringBitmap all = new RoaringBitmap();
        all.add(1L, stock + 1L);
        if (!placed.equals(all)) {
            all.xor(placed);
            throw new AssertionError("units lost or invented: " + all);
        }
    }

    /** What a rebuild would start from: no unit is bound twice in the durable prefixes of all buckets together. */
    static RoaringBitmap checkLedger(List<InventoryBucket> buckets, List<EventLog> logs) {
        RoaringBitmap bound = new RoaringBitmap();
        for (int i = 0; i < buckets.size(); i++) {
            long durable = buckets.get(i).summary(0).durableSequence();
            placeAll(bound, EventLog.unitsOf(logs.get(i).binding(durable)), "ledger of bucket " + i);
        }
        return bound;
    }

    private static void placeAll(RoaringBitmap placed, RoaringBitmap units, Object where) {
        if (RoaringBitmap.intersects(placed, units)) {
            RoaringBitmap twice = RoaringBitmap.and(placed, units);
            throw new AssertionError("units " + twice + " are elsewhere and in " + Objects.toString(where));
        }
        placed.or(units);
    }
}
