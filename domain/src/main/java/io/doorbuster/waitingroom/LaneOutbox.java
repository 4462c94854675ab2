package io.doorbuster.waitingroom;

import java.util.Arrays;

/** Which ticket each event that the ledger lacks is about, in order: a ring of numbers, 4 bytes an event. */
final class LaneOutbox {
    private static final int FIRST_CAPACITY = 16;

    private long lastSequence;
    private long durableSequence;
    private int[] ring;

    LaneOutbox(long lastSequence, int[] pending) {
        this.lastSequence = lastSequence;
        durableSequence = lastSequence - pending.length;
        ring = new int[capacityFor(pending.length)];
        for (int i = 0; i < pending.length; i++) {
            ring[slot(durableSequence + 1 + i)] = pending[i];
        }
    }

    void append(int number) {
        if (size() == ring.length) {
            resize();
        }
        lastSequence++;
        ring[slot(lastSequence)] = number;
    }

    /** Drops everything up to {@code sequence}; returns whether there was anything to drop. */
    boolean acknowledge(long sequence) {
        if (sequence > lastSequence) {
            throw new IllegalArgumentException(
                    "acknowledged " + sequence + ", but the newest event is " + lastSequence);
        }
        if (sequence <= durableSequence) {
            return false;
        }
        durableSequence = sequence;
        if (size() < ring.length / 8 && ring.length > FIRST_CAPACITY) {
            resize();
        }
        return true;
    }

    private void resize() {
        int[] pending = pending();
        ring = new int[capacityFor(pending.length + 1)];
        for (int i = 0; i < pending.length; i++) {
            ring[slot(durableSequence + 1 + i)] = pending[i];
        }
    }

    /** The number of the ticket of a pending event. */
    int number(long sequence) {
        if (sequence <= durableSequence || sequence > lastSequence) {
            throw new IndexOutOfBoundsException("event " + sequence);
        }
        return ring[slot(sequence)];
    }

    int[] pending() {
        int[] pending = new int[size()];
        Arrays.setAll(pending, i -> number(durableSequence + 1 + i));
        return pending;
    }

    int size() {
        return (int) (lastSequence - durableSequence);
    }

    long lastSequence() {
        return lastSequence;
    }

    long durableSequence() {
        return durableSequence;
    }

    private int slot(long sequence) {
        return (int) (sequence & (ring.length - 1));
    }

    private static int capacityFor(int events) {
        int capacity = FIRST_CAPACITY;
        while (capacity < events) {
            capacity *= 2;
        }
        return capacity;
    }
}
