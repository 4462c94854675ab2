package io.doorbuster.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The two ends of every transfer that this bucket has to do with: a window of one per pair of buckets, numbered, so that
 * what was received is remembered in one number per giver.
 */
final class Transfers {
    private final Map<Integer, Transfer> open = new TreeMap<>();
    private final Map<Integer, Long> sentThrough = new TreeMap<>();
    private final Map<Integer, Long> receivedThrough = new TreeMap<>();

    Transfers(Collection<Transfer> open, Map<Integer, Long> sentThrough, Map<Integer, Long> receivedThrough) {
        open.forEach(transfer -> this.open.put(transfer.to(), transfer));
        this.sentThrough.putAll(sentThrough);
        this.receivedThrough.putAll(receivedThrough);
    }

    @Nullable
    Transfer openTo(int to) {
        return open.get(to);
    }

    long nextSequenceTo(int to) {
        return sentThrough.getOrDefault(to, 0L) + 1;
    }

    void send(Transfer transfer) {
        open.put(transfer.to(), transfer);
        sentThrough.put(transfer.to(), transfer.sequence());
    }

    /** Whether the transfer is new here; one that leaves a gap cannot be. */
    boolean receive(Transfer transfer) {
        long through = receivedThrough.getOrDefault(transfer.from(), 0L);
        if (transfer.sequence() <= through) {
            return false;
        }
        if (transfer.sequence() != through + 1) {
            throw new IllegalArgumentException("transfer " + transfer.sequence() + " from bucket " + transfer.from()
                    + " after " + through + ": one is missing");
        }
        receivedThrough.put(transfer.from(), transfer.sequence());
        return true;
    }

    /** The transfer that this ends, or null if it had ended before. */
    @Nullable
    Transfer settle(int to, long sequence) {
        Transfer transfer = open.get(to);
        if (transfer == null || transfer.sequence() != sequence) {
            return null;
        }
        return open.remove(to);
    }

    /** Units that come back have arrived: their transfers are over, though nobody has said so yet. */
    void settleReturned(RoaringBitmap units) {
        open.values().removeIf(transfer -> RoaringBitmap.intersects(transfer.units(), units));
    }

    List<Transfer> open() {
        return new ArrayList<>(open.values());
    }

    Map<Integer, Long> sentThrough() {
        return sentThrough;
    }

    Map<Integer, Long> receivedThrough() {
        return receivedThrough;
    }

    int unitsInTransit() {
        int units = 0;
        for (Transfer transfer : open.values()) {
            units += transfer.units().getCardinality();
        }
        return units;
    }
}
