package io.doorbuster.waitingroom;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/** How far admission has read one lane. */
final class LaneReading {
    private final int lane;
    private int[] generationStarts = {1};
    private int known;
    private int drawn;
    private int closedThrough = LaneArrivals.NO_NEWS;
    private RoaringBitmap left = new RoaringBitmap();
    private long leftRevision = -1;
    /** Asked for every ticket that is passed, so not the compressed form. */
    private BitSet gone = new BitSet();

    LaneReading(int lane) {
        this.lane = lane;
    }

    /**
     * How many tickets of the slice are known already.
     *
     * @throws IllegalStateException if the slice does not go on from what is known
     */
    int overlap(LaneArrivals slice) {
        int[] starts = slice.generationStarts();
        int common = Math.min(starts.length, generationStarts.length);
        int last = slice.firstNumber() + slice.size() - 1;
        boolean other = Arrays.mismatch(starts, 0, common, generationStarts, 0, common) >= 0;
        boolean givenOutAnew = starts.length > common && starts[common] <= known;
        boolean stale = generationStarts.length > common && last > known;
        boolean fewer = slice.size() == 0 && slice.closedThrough() == LaneArrivals.NO_NEWS && last < known;
        if (other || givenOutAnew || stale || fewer) {
            throw new IllegalStateException("lane " + lane + " was rebuilt");
        }
        if (slice.firstNumber() > known + 1) {
            throw new IllegalStateException(
                    "lane " + lane + ": ticket " + (known + 1) + " is missing before " + slice.firstNumber());
        }
        return Math.min(slice.size(), known + 1 - slice.firstNumber());
    }

    /** Takes over all but the tickets themselves; tells of each number that was given back since. */
    void advance(LaneArrivals slice, IntConsumer newlyLeft) {
        known = Math.max(known, slice.firstNumber() + slice.size() - 1);
        closedThrough = Math.max(closedThrough, slice.closedThrough());
        if (slice.generationStarts().length > generationStarts.length) {
            generationStarts = slice.generationStarts();
        }
        RoaringBitmap news = slice.left();
        if (news != null && slice.leftRevision() > leftRevision) {
            RoaringBitmap more = RoaringBitmap.andNot(news, left);
            left = news;
            leftRevision = slice.leftRevision();
            gone = bitsOf(news);
            more.forEach((int number) -> newlyLeft.accept(number));
        }
    }

    private static BitSet bitsOf(RoaringBitmap numbers) {
        BitSet bits = new BitSet();
        numbers.forEach((int number) -> bits.set(number));
        return bits;
    }

    /** Notes that a ticket was drawn; within a lane that is in order of number, window by window. */
    void draw(int number) {
        drawn = Math.max(drawn, number);
    }

    boolean isLeft(int number) {
        return gone.get(number);
    }

    /** How many are not drawn and not given back. */
    int pending() {
        return Math.max(0, known - drawn - (left.rank(known) - left.rank(drawn)));
    }

    /** Tickets that were read. */
    int known() {
        return known;
    }

    /** No ticket of this window or an earlier one comes any more; {@link LaneArrivals#NO_NEWS} until that is known. */
    int closedThrough() {
        return closedThrough;
    }

    /** Not to be changed: views share it. */
    RoaringBitmap left() {
        return left;
    }
}
