package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/**
 * Which reservations count against each buyer's cap: a chain of slots per buyer, the newest first; nearly always one, and
 * never more than the cap. Derived from the reservations, and from their order alone, so that it is the same on a
 * replica that was restored.
 */
final class UserHoldings {
    private final ReservationSlots slots;
    private final SlotIndex<String> newest;

    /** By slot: the same buyer's next older slot. */
    private IntArrayList older = new IntArrayList();

    UserHoldings(ReservationSlots slots) {
        this.slots = slots;
        this.newest = new SlotIndex<>(slot -> slots.get(slot).userId());
    }

    int unitsOf(String userId) {
        int units = 0;
        for (int slot = newest.find(userId); slot != SlotIndex.NONE; slot = older.getInt(slot)) {
            units += slots.get(slot).quantity();
        }
        return units;
    }

    /** Newest first. */
    int[] slotsOf(String userId) {
        IntArrayList found = new IntArrayList();
        for (int slot = newest.find(userId); slot != SlotIndex.NONE; slot = older.getInt(slot)) {
            found.add(slot);
        }
        return found.toIntArray();
    }

    /** In its place by slot: what was over may come back when its buyer has newer ones. */
    void add(int slot) {
        String userId = slots.get(slot).userId();
        int newer = SlotIndex.NONE;
        int before = newest.find(userId);
        while (before > slot) {
            newer = before;
            before = older.getInt(before);
        }
        while (older.size() <= slot) {
            older.add(SlotIndex.NONE);
        }
        older.set(slot, before);
        if (newer != SlotIndex.NONE) {
            older.set(newer, slot);
        } else if (before == SlotIndex.NONE) {
            newest.add(userId, slot);
        } else {
            newest.move(SlotIndex.hash(userId), before, slot);
        }
    }

    void remove(int slot) {
        String userId = slots.get(slot).userId();
        int newer = newest.find(userId);
        if (newer != slot) {
            while (older.getInt(newer) != slot) {
                newer = older.getInt(newer);
            }
            older.set(newer, older.getInt(slot));
        } else if (older.getInt(slot) == SlotIndex.NONE) {
            newest.remove(SlotIndex.hash(userId), slot);
        } else {
            newest.move(SlotIndex.hash(userId), slot, older.getInt(slot));
        }
    }

    void renumber(int[] newSlots) {
        newest.renumber(newSlots);
        IntArrayList renumbered = new IntArrayList();
        for (int slot = 0; slot < older.size(); slot++) {
            int newSlot = newSlots[slot];
            if (newSlot != SlotIndex.NONE) {
                int before = older.getInt(slot);
                while (renumbered.size() <= newSlot) {
                    renumbered.add(SlotIndex.NONE);
                }
                renumbered.set(newSlot, before == SlotIndex.NONE ? SlotIndex.NONE : newSlots[before]);
            }
        }
        older = renumbered;
    }
}
