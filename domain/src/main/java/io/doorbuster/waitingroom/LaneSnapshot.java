package io.doorbuster.waitingroom;

import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/**
 * The whole state of a lane, for serialisation and for comparing replicas. It shares the lane's bitmap and map: read it before
 * the lane's next command. Columns have one place per ticket, in order of number.
 *
 * @param generationStarts number of the first ticket of each generation; the first is 1
 * @param nowMillis the lane's clock, which never runs backwards
 * @param closedThrough nobody gets into this window or an earlier one any more; -1 at first
 * @param arrivedAfterMillis since {@code epochMillis}, unsigned
 * @param left numbers of the tickets that were given back
 * @param leftRevision grows with every change of {@code left}
 * @param bound users who reserved with anonymous tickets, by number
 * @param pending numbers of the tickets of the events that the ledger lacks, oldest first
 */
@SuppressWarnings("ArrayRecordComponent") // columns; never compared
public record LaneSnapshot(
        LaneTerms terms,
        int[] generationStarts,
        long nowMillis,
        int closedThrough,
        long epochMillis,
        long[] userHigh,
        long[] userLow,
        int[] windows,
        int[] arrivedAfterMillis,
        short[] weights,
        byte[] rejoins,
        RoaringBitmap left,
        long leftRevision,
        Map<Integer, UserHash> bound,
        long lastSequence,
        int[] pending) {}
