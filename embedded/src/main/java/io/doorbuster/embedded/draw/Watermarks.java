package io.doorbuster.embedded.draw;

import java.util.Arrays;

/**
 * The history of admission, and how many tickets each of its steps let in. In columns: a sale that lasts for days has
 * millions of steps. Not thread-safe.
 */
final class Watermarks {
    private long[] atMillis = new long[1024];
    private int[] windows = new int[1024];
    private long[] keys = new long[1024];
    private long[] published = new long[1024];
    private long[] found = new long[1024];
    private int size;
    private long firstLine;

    int size() {
        return size;
    }

    void add(DrawLine line) throws WrongLine {
        line.mustEqual("step", size + 1, "steps are numbered 1, 2, 3 …");
        int window = line.count("window", 0);
        long key = Long.parseUnsignedLong(line.hex("key", 16), 16);
        if (size > 0 && isBefore(window, key, size)) {
            boolean sameWindow = window == windows[size - 1];
            throw line.wrong(
                    sameWindow ? "key" : "window",
                    "at or after that of the step before, " + place(size) + ": a watermark never moves back");
        }
        long count = line.whole("admitted", 0, Long.MAX_VALUE);
        if (size > 0 && count < published[size - 1]) {
            throw line.wrong("admitted", "at least " + published[size - 1] + ", that of the step before");
        }
        if (size == windows.length) {
            grow();
        }
        if (size == 0) {
            firstLine = line.number();
        }
        atMillis[size] = line.whole("atMs", 0, Long.MAX_VALUE);
        windows[size] = window;
        keys[size] = key;
        published[size] = count;
        size++;
    }

    private void grow() {
        int larger = size * 2;
        atMillis = Arrays.copyOf(atMillis, larger);
        windows = Arrays.copyOf(windows, larger);
        keys = Arrays.copyOf(keys, larger);
        published = Arrays.copyOf(published, larger);
        found = Arrays.copyOf(found, larger);
    }

    /** The first step that admits a ticket with this place; 0 if none does. */
    int stepOf(int window, long key) {
        int low = 1;
        int high = size + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(windows[middle - 1], keys[middle - 1], window, key)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > size ? 0 : low;
    }

    /** Notes that this step is the first that admits some ticket. */
    void count(int step) {
        if (step > 0) {
            found[step - 1]++;
        }
    }

    /**
     * Compares what every step says of the number of tickets admitted so far with what was counted.
     *
     * @param ticketsWereLost whether tickets may be missing in the file, so that steps may say more
     * @return by how many tickets the last step says more
     */
    long checkAdmitted(boolean ticketsWereLost) throws WrongLine {
        long admitted = 0;
        for (int index = 0; index < size; index++) {
            admitted += found[index];
            boolean holds = ticketsWereLost ? published[index] >= admitted : published[index] == admitted;
            if (!holds) {
                String atLeast = ticketsWereLost ? "at least " : "";
                throw new WrongLine(
                        firstLine + index,
                        "admitted",
                        String.valueOf(published[index]),
                        atLeast + admitted + " (the tickets at or before this watermark)");
            }
        }
        return size == 0 ? 0 : published[size - 1] - admitted;
    }

    long admitted() {
        return Arrays.stream(found, 0, size).sum();
    }

    long atMillis(int step) {
        return step == 0 ? 0 : atMillis[step - 1];
    }

    private boolean isBefore(int window, long key, int step) {
        return isBefore(window, key, windows[step - 1], keys[step - 1]);
    }

    /** Places compare by window, then by key without its sign. */
    static boolean isBefore(int window, long key, int otherWindow, long otherKey) {
        return window < otherWindow || (window == otherWindow && Long.compareUnsigned(key, otherKey) < 0);
    }

    private String place(int step) {
        return "window " + windows[step - 1] + " key " + Formulas.HEX.toHexDigits(keys[step - 1]);
    }
}
