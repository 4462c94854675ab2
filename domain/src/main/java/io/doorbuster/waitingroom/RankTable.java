package io.doorbuster.waitingroom;

/**
 * How many wait before a place, from samples of the queue; exact where every place is a sample. Immutable.
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
        int after = firstNotBefore(place);
        if (after < windows.length && windows[after] == place.window() && keys[after] == place.key()) {
            return ahead[after];
        }
        int upper = after < windows.length ? ahead[after] : waiting;
        if (after == 0) {
            return upper;
        }
        int before = after - 1;
        if (windows[before] != place.window()) {
            return upper;
        }
        boolean sameWindow = after < windows.length && windows[after] == place.window();
        double from = unsigned(keys[before]);
        double to = sameWindow ? unsigned(keys[after]) : 0x1.0p64;
        double share = to > from ? (unsigned(place.key()) - from) / (to - from) : 0;
        return ahead[before] + (int) (share * (upper - ahead[before]));
    }

    /** How many wait in {@code window}. */
    public int in(int window) {
        return ahead(Place.endOf(window)) - ahead(new Place(window, 0));
    }

    private int firstNotBefore(Place place) {
        int low = 0;
        int high = windows.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (new Place(windows[middle], keys[middle]).compareTo(place) < 0) {
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
