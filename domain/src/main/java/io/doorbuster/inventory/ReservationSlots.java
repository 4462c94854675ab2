package io.doorbuster.inventory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reservations in the order in which they were made, each in a numbered slot. A new one takes the next slot, so that it
 * is written beside the one before it; a forgotten one leaves a hole, until {@link #closeHoles}.
 */
final class ReservationSlots implements Iterable<Reservation> {
    /** A garbage collector need not copy, nor mark as changed, more than the chunk that is being filled. */
    static final int CHUNK = 1_024;

    private final List<@Nullable Reservation[]> chunks = new ArrayList<>();
    private int end;
    private int size;

    int append(Reservation reservation) {
        if (end == chunks.size() * CHUNK) {
            chunks.add(new Reservation[CHUNK]);
        }
        int slot = end++;
        size++;
        set(slot, reservation);
        return slot;
    }

    Reservation get(int slot) {
        return requireNonNull(orNull(slot));
    }

    void set(int slot, Reservation reservation) {
        chunks.get(slot / CHUNK)[slot % CHUNK] = reservation;
    }

    void clear(int slot) {
        chunks.get(slot / CHUNK)[slot % CHUNK] = null;
        size--;
    }

    int size() {
        return size;
    }

    /** Whether there are so many holes that closing them costs no more than making them did. */
    boolean isWorthClosing() {
        return end - size > size + CHUNK;
    }

    /** Moves the reservations together; returns the new slot for each old one, and for a hole {@link SlotIndex#NONE}. */
    int[] closeHoles() {
        int[] newSlots = new int[end];
        Arrays.fill(newSlots, SlotIndex.NONE);
        int to = 0;
        for (int slot = 0; slot < end; slot++) {
            Reservation reservation = orNull(slot);
            if (reservation != null) {
                newSlots[slot] = to;
                set(to++, reservation);
            }
        }
        int needed = (to + CHUNK - 1) / CHUNK;
        chunks.subList(needed, chunks.size()).clear();
        if (to % CHUNK != 0) {
            Arrays.fill(chunks.get(needed - 1), to % CHUNK, CHUNK, null);
        }
        end = to;
        return newSlots;
    }

    @Override
    public Iterator<Reservation> iterator() {
        return from(0);
    }

    /** The reservations in {@code slot} and after it. */
    Iterator<Reservation> from(int slot) {
        return new Iterator<>() {
            private int next = firstFrom(slot);

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public Reservation next() {
                if (next >= end) {
                    throw new NoSuchElementException();
                }
                Reservation reservation = get(next);
                next = firstFrom(next + 1);
                return reservation;
            }
        };
    }

    private int firstFrom(int slot) {
        int taken = slot;
        while (taken < end && orNull(taken) == null) {
            taken++;
        }
        return taken;
    }

    private @Nullable Reservation orNull(int slot) {
        return chunks.get(slot / CHUNK)[slot % CHUNK];
    }
}
