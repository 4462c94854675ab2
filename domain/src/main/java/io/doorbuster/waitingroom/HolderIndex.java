package io.doorbuster.waitingroom;

import it.unimi.dsi.fastutil.HashCommon;

/**
 * Finds a holder's newest ticket. An open hash table of ticket numbers; who a number belongs to stands in the tickets. fastutil's
 * set of ints with a strategy of one's own cannot be asked for the number that it found, and its map keeps each number
 * twice. 5 to 11 bytes per holder.
 */
final class HolderIndex {
    private static final int FREE = 0;
    private static final int FIRST_SLOTS = 16;

    private final LaneTickets tickets;
    private int[] slots = new int[FIRST_SLOTS];
    private int holders;

    HolderIndex(LaneTickets tickets) {
        this.tickets = tickets;
        // A power of two, at most three quarters full.
        int slotCount = FIRST_SLOTS;
        while (slotCount / 4 * 3 < tickets.size()) {
            slotCount *= 2;
        }
        slots = new int[slotCount];
        for (int number = 1; number <= tickets.size(); number++) {
            put(number);
        }
    }

    /** The number of the holder's newest ticket, or 0 if there is none. */
    int find(UserHash user) {
        return slots[slotOf(user.high(), user.low())];
    }

    /** Makes a ticket its holder's newest. */
    void put(int number) {
        UserHash user = tickets.user(number);
        int slot = slotOf(user.high(), user.low());
        if (slots[slot] == FREE) {
            holders++;
        }
        slots[slot] = number;
        if (holders > slots.length / 4 * 3) {
            grow();
        }
    }

    private void grow() {
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int number : old) {
            if (number != FREE) {
                UserHash user = tickets.user(number);
                slots[slotOf(user.high(), user.low())] = number;
            }
        }
    }

    private int slotOf(long high, long low) {
        int mask = slots.length - 1;
        // The high half chose the lane: within one its values are alike.
        int slot = (int) HashCommon.mix(low) & mask;
        while (slots[slot] != FREE && !tickets.isOf(slots[slot], high, low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
