package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.longs.LongArrayList;

/**
 * Slots of reservations that bind no units, oldest first, each with the hash of its id: enough to forget one without
 * going back to it, ten thousand closings later.
 */
final class ClosedReservations {
    /** Before {@link #oldest} is what was removed. */
    private final LongArrayList entries = new LongArrayList();

    private int oldest;

    void add(int hash, int slot) {
        entries.add(((long) hash << Integer.SIZE) | slot);
    }

    int size() {
        return entries.size() - oldest;
    }

    int slot(int index) {
        return (int) entries.getLong(oldest + index);
    }

    int oldestHash() {
        return (int) (entries.getLong(oldest) >>> Integer.SIZE);
    }

    void removeOldest() {
        oldest++;
        if (oldest > size()) {
            entries.removeElements(0, oldest);
            oldest = 0;
        }
    }

    /** It binds units again. Looks at all of them: that happens to one payment in many thousands. */
    void remove(int slot) {
        int at = oldest;
        while ((int) entries.getLong(at) != slot) {
            at++;
        }
        entries.removeLong(at);
    }

    void renumber(int[] newSlots) {
        for (int at = oldest; at < entries.size(); at++) {
            long entry = entries.getLong(at);
            entries.set(at, (entry & ~0xFFFF_FFFFL) | newSlots[(int) entry]);
        }
    }
}
