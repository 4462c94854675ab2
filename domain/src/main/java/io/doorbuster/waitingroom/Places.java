package io.doorbuster.waitingroom;

import java.util.Arrays;

/** Tickets and their places, in columns: 16 bytes each, and up to a quarter more. */
final class Places {
    private static final int FIRST_CAPACITY = 16;

    private int[] windows = new int[FIRST_CAPACITY];
    private long[] keys = new long[FIRST_CAPACITY];
    private int[] tickets = new int[FIRST_CAPACITY];
    private int first;
    private int end;

    void add(int window, long key, int ticket) {
        if (end == windows.length) {
            moveTo(Math.max(FIRST_CAPACITY, size() + size() / 4));
        }
        windows[end] = window;
        keys[end] = key;
        tickets[end] = ticket;
        end++;
    }

    /** Moves everything of {@code window} and earlier ones to the end of {@code target}, in no order. */
    void moveThrough(int window, Places target) {
        int kept = first;
        for (int i = first; i < end; i++) {
            if (windows[i] <= window) {
                target.add(windows[i], keys[i], tickets[i]);
            } else {
                windows[kept] = windows[i];
                keys[kept] = keys[i];
                tickets[kept] = tickets[i];
                kept++;
            }
        }
        end = kept;
        shrink();
    }

    /** Sorts by place from the {@code from}th on; the number of the ticket decides between equal places. */
    void sort(int from) {
        it.unimi.dsi.fastutil.Arrays.quickSort(first + from, end, this::compare, this::swap);
    }

    private int compare(int a, int b) {
        if (windows[a] != windows[b]) {
            return Integer.compare(windows[a], windows[b]);
        }
        int byKey = Long.compareUnsigned(keys[a], keys[b]);
        return byKey != 0 ? byKey : Integer.compare(tickets[a], tickets[b]);
    }

    private void swap(int a, int b) {
        int window = windows[a];
        windows[a] = windows[b];
        windows[b] = window;
        long key = keys[a];
        keys[a] = keys[b];
        keys[b] = key;
        int ticket = tickets[a];
        tickets[a] = tickets[b];
        tickets[b] = ticket;
    }

    void removeFirst() {
        first++;
        shrink();
    }

    /** Gives memory back once three quarters of it are unused. */
    private void shrink() {
        if (size() < windows.length / 4 && windows.length > FIRST_CAPACITY) {
            moveTo(Math.max(FIRST_CAPACITY, size() * 2));
        }
    }

    private void moveTo(int capacity) {
        int size = size();
        windows = Arrays.copyOfRange(windows, first, first + capacity);
        keys = Arrays.copyOfRange(keys, first, first + capacity);
        tickets = Arrays.copyOfRange(tickets, first, first + capacity);
        first = 0;
        end = size;
    }

    int size() {
        return end - first;
    }

    int window(int index) {
        return windows[first + index];
    }

    long key(int index) {
        return keys[first + index];
    }

    int ticket(int index) {
        return tickets[first + index];
    }

    Place place(int index) {
        return new Place(window(index), key(index));
    }
}
