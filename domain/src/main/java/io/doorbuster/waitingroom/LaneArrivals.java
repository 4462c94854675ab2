package io.doorbuster.waitingroom;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Consecutive tickets of one lane, on their way to admission.
 *
 * @param generationStarts number of the first ticket of each generation; the first is 1
 * @param firstNumber of the first ticket here
 * @param windows of each ticket, ascending
 * @param weights of each ticket
 * @param closedThrough no ticket of this window or an earlier one will come after these; {@link #NO_NEWS} while more
 *     tickets wait to be read, so that it is never true too early
 * @param left numbers of all tickets that were given back; null if nothing changed since the reader's revision
 * @param leftRevision of {@code left}
 */
@SuppressWarnings("ArrayRecordComponent") // columns; never compared
public record LaneArrivals(
        int lane,
        int[] generationStarts,
        int firstNumber,
        int[] windows,
        short[] weights,
        int closedThrough,
        @Nullable RoaringBitmap left,
        long leftRevision) {
    public static final int NO_NEWS = Integer.MIN_VALUE;

    public int size() {
        return windows.length;
    }

    /** The id of the {@code index}th ticket here, 0-based. */
    public TicketId ticket(int index) {
        return id(lane, generationStarts, firstNumber + index);
    }

    static TicketId id(int lane, int[] generationStarts, int number) {
        int generation = generationStarts.length;
        while (generation > 1 && generationStarts[generation - 1] > number) {
            generation--;
        }
        return new TicketId(lane, generation, number);
    }
}
