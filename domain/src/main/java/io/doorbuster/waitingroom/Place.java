package io.doorbuster.waitingroom;

/**
 * Where a ticket stands in a sale's order of admission, or how far admission has come: lower is earlier.
 *
 * @param window of arrival; 0 is the first, which the lobby belongs to
 * @param key drawn for the ticket, as an unsigned number
 */
public record Place(int window, long key) implements Comparable<Place> {
    /** Before everybody: nobody is admitted yet. */
    public static final Place BEFORE_ALL = endOf(-1);

    /** Behind everybody who came in {@code window}. */
    public static Place endOf(int window) {
        return new Place(window, -1L);
    }

    @Override
    public int compareTo(Place other) {
        return window != other.window ? Integer.compare(window, other.window) : Long.compareUnsigned(key, other.key);
    }

    public boolean isAfter(Place other) {
        return compareTo(other) > 0;
    }
}
