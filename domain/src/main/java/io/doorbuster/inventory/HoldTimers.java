package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import org.roaringbitmap.RoaringBitmap;

/**
 * When the clock moves the slots on: holds that expire and payments that fall silent. Earliest first, ties by slot.
 *
 * <p>As long as holds last equally long, they expire in the order in which they were made: in that of their slots. So a
 * bitmap of the slots that wait is all it takes, and what expires is found without a search among what does not. The
 * exceptions are in {@link Timers}: payments, holds that somebody tried to pay for, as that may have made them longer, and
 * the holds made after the merchant shortened their time, until none of the longer ones is before them.
 */
final class HoldTimers {
    private final ReservationSlots slots;
    private RoaringBitmap inOrder = new RoaringBitmap();

    /** No slot before this one is in {@link #inOrder}; spares a search through what is over. */
    private int first;

    private long latestExpiryMillis = Long.MIN_VALUE;
    private RoaringBitmap outOfOrder = new RoaringBitmap();
    private final Timers others = new Timers();

    HoldTimers(ReservationSlots slots) {
        this.slots = slots;
    }

    /** Each slot once, when it is new and whatever its state: it may become a hold again. */
    void appended(int slot) {
        long expiresAtMillis = slots.get(slot).expiresAtMillis();
        if (mayBeLonger(slots.get(slot))) {
            // In a bucket that was restored: it must not make exceptions of those after it.
            return;
        }
        if (expiresAtMillis < latestExpiryMillis) {
            outOfOrder.add(slot);
        } else {
            latestExpiryMillis = expiresAtMillis;
        }
    }

    /** The slot's reservation is to be moved on at the time that it says. */
    void add(int slot) {
        Reservation reservation = slots.get(slot);
        if (isInOrder(reservation, slot)) {
            inOrder.add(slot);
            first = Math.min(first, slot);
        } else {
            others.add(reservation.dueAtMillis(), slot);
        }
    }

    /** The slot's reservation, as it was when it was added, is at rest or about to change. */
    void remove(int slot) {
        Reservation reservation = slots.get(slot);
        if (isInOrder(reservation, slot)) {
            inOrder.remove(slot);
        } else {
            others.remove(reservation.dueAtMillis(), slot);
        }
    }

    void forget(int slot) {
        if (!outOfOrder.isEmpty()) {
            outOfOrder.remove(slot);
        }
    }

    private boolean isInOrder(Reservation reservation, int slot) {
        return reservation.state() == ReservationState.HELD
                && reservation.dueAtMillis() == reservation.expiresAtMillis()
                && !mayBeLonger(reservation)
                && (outOfOrder.isEmpty() || !outOfOrder.contains(slot));
    }

    /** From the first attempt on; the attempts of a reservation are never taken away. */
    private static boolean mayBeLonger(Reservation reservation) {
        return !reservation.attempts().isEmpty();
    }

    int[] due(long nowMillis, int limit) {
        IntArrayList due = new IntArrayList();
        int[] other = others.due(nowMillis, limit);
        int taken = 0;
        int hold = firstInOrder();
        while (due.size() < limit) {
            boolean holdIsDue = hold != SlotIndex.NONE && dueAtMillis(hold) <= nowMillis;
            if (taken < other.length && !(holdIsDue && isBefore(hold, other[taken]))) {
                due.add(other[taken++]);
            } else if (holdIsDue) {
                due.add(hold);
                hold = (int) inOrder.nextValue(hold + 1);
            } else {
                break;
            }
        }
        return due.toIntArray();
    }

    long nextAtMillis() {
        int hold = firstInOrder();
        return hold == SlotIndex.NONE ? others.nextAtMillis() : Math.min(dueAtMillis(hold), others.nextAtMillis());
    }

    void renumber(int[] newSlots) {
        inOrder = renumbered(inOrder, newSlots);
        outOfOrder = renumbered(outOfOrder, newSlots);
        first = 0;
        others.renumber(newSlots);
    }

    private static RoaringBitmap renumbered(RoaringBitmap old, int[] newSlots) {
        RoaringBitmap renumbered = new RoaringBitmap();
        old.forEach((int slot) -> renumbered.add(newSlots[slot]));
        return renumbered;
    }

    private int firstInOrder() {
        int hold = (int) inOrder.nextValue(first);
        first = hold == SlotIndex.NONE ? Integer.MAX_VALUE : hold;
        return hold;
    }

    private boolean isBefore(int hold, int other) {
        long holdAtMillis = dueAtMillis(hold);
        long otherAtMillis = dueAtMillis(other);
        return holdAtMillis < otherAtMillis || (holdAtMillis == otherAtMillis && hold < other);
    }

    private long dueAtMillis(int slot) {
        return slots.get(slot).dueAtMillis();
    }
}
