package io.doorbuster.waitingroom;

import it.unimi.dsi.fastutil.HashCommon;

/**
 * Finds a holder's newest ticket. An open hash table of ticket numbers; who a number belongs to stands in the tickets. fastutil's
 * set of ints with a strategy of one's own cannot be asked for the number that it found, and its map keeps each number
 * twice. 5 to 11 bytes per holder; in segments, because the collector rounds large arrays up.
 */
final class HolderIndex {
    private static final int FREE = 0;
    private static final int FIRST_SLOTS = 16;
    private static final int SEGMENT_BITS = 12;
    private static final int SEGMENT_SLOTS = 1 << SEGMENT_BITS;

    private final LaneTickets tickets;
    private int slotCount = FIRST_SLOTS;
    private int[][] segments;
    private int holders;

    HolderIndex(LaneTickets tickets) {
        this.tickets = tickets;
        while (isCrowded(tickets.size())) {
            slotCount *= 2;
        }
        segments = segments(slotCount);
        for (int number = 1; number <= tickets.size(); number++) {
            put(number);
        }
    }

    private static int[][] segments(int slots) {
        return new int[Math.max(1, slots / SEGMENT_SLOTS)][Math.min(slots, SEGMENT_SLOTS)];
    }

    private boolean isCrowded(int entries) {
        return entries > slotCount / 4 * 3;
    }

    /** The number of the holder's newest ticket, or 0 if there is none. */
    int find(UserHash user) {
        return get(slotOf(user));
    }

    /** Makes a ticket its holder's newest. */
    void put(int number) {
        int slot = slotOf(tickets.user(number));
        if (get(slot) == FREE) {
            holders++;
        }
        set(slot, number);
        if (isCrowded(holders)) {
            grow();
        }
    }

    private void grow() {
        int[][] old = segments;
        slotCount *= 2;
        segments = segments(slotCount);
        for (int[] segment : old) {
            for (int number : segment) {
                if (number != FREE) {
                    set(slotOf(tickets.user(number)), number);
                }
            }
        }
    }

    private int slotOf(UserHash user) {
        // The high half chose the lane: within one its values are alike.
        int slot = (int) HashCommon.mix(user.low()) & (slotCount - 1);
        while (get(slot) != FREE && !tickets.isOf(get(slot), user.high(), user.low())) {
            slot = (slot + 1) & (slotCount - 1);
        }
        return slot;
    }

    private int get(int slot) {
        return segments[slot >>> SEGMENT_BITS][slot & (SEGMENT_SLOTS - 1)];
    }

    private void set(int slot, int number) {
        segments[slot >>> SEGMENT_BITS][slot & (SEGMENT_SLOTS - 1)] = number;
    }
}
