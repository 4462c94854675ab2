package io.doorbuster.waitingroom;

/**
 * How many wait before a place, from samples of the queue. Immutable.
 *
 * <p>Exact for drawn tickets while the queue has no more of them than there are samples. In a longer queue every place at
 * the front is a sample, and further back their distance grows with the place: an answer {@code a} is off by less than
 * {@code a / 100} with 2,048 samples and up to 1,000,000 tickets. There, those who gave their tickets back are taken to stand
 * evenly among the others. A window that is not drawn yet has a sample at either end; many such windows share theirs.
 *
 * @param windows of the samples, ascending with {@code keys}
 * @param keys of the samples, unsigned
 * @param ahead how many wait before each sample
 * @param waiting how many wait in all
 */
@SuppressWarnings("ArrayRecordComponent") // columns; never compared
public record RankTable(int[] windows, long[] keys, int[] ahead, int waiting) {
    public static final RankTable EMPTY = new RankTable(new int[0], new long[0], new int[0], 0);

    /** How many wait before {@code place}; between two samples of one window, in proportion to the key. */
    public int ahead(Place place) {
        return ahead(place.window(), place.key());
    }

    private int ahead(int window, long key) {
        int after = firstNotBefore(window, key);
        int upper = after < windows.length ? ahead[after] : waiting;
        if (after == 0 || isAt(after, window, key) || windows[after - 1] != window) {
            return upper;
        }
        int lower = ahead[after - 1];
        if (upper <= lower) {
            return lower;
        }
        double from = unsigned(keys[after - 1]);
        double to = after < windows.length && windows[after] == window ? unsigned(keys[after]) : 0x1.0p64;
        double share = to > from ? (unsigned(key) - from) / (to - from) : 0;
        // Whoever is at the sample before is ahead in any case.
        return lower + 1 + (int) (share * (upper - lower - 1));
    }

    /** How many wait in {@code window}. */
    public int in(int window) {
        return ahead(window, -1L) - ahead(window, 0);
    }

    private boolean isAt(int index, int window, long key) {
        return index < windows.length && windows[index] == window && keys[index] == key;
    }

    private int firstNotBefore(int window, long key) {
        int low = 0;
        int high = windows.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before =
                    windows[middle] != window ? windows[middle] < window : Long.compareUnsigned(keys[middle], key) < 0;
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double unsigned(long key) {
        double value = key >>> 1;
        return value * 2 + (key & 1);
    }
}
