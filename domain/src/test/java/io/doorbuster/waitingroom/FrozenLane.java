package io.doorbuster.waitingroom;

import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.shorts.ShortArrayList;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** A lane's whole state as values: equal if and only if the states are. */
record FrozenLane(
        LaneTerms terms,
        IntArrayList generationStarts,
        long nowMillis,
        int closedThrough,
        long epochMillis,
        LongArrayList userHigh,
        LongArrayList userLow,
        IntArrayList windows,
        IntArrayList arrivedAfterMillis,
        ShortArrayList weights,
        ByteArrayList rejoins,
        RoaringBitmap left,
        long leftRevision,
        Map<Integer, UserHash> bound,
        long lastSequence,
        IntArrayList pending) {

    static FrozenLane of(WaitingRoomLane lane) {
        LaneSnapshot live = lane.snapshot();
        return new FrozenLane(
                live.terms(),
                IntArrayList.wrap(live.generationStarts()),
                live.nowMillis(),
                live.closedThrough(),
                live.epochMillis(),
                LongArrayList.wrap(live.userHigh()),
                LongArrayList.wrap(live.userLow()),
                IntArrayList.wrap(live.windows()),
                IntArrayList.wrap(live.arrivedAfterMillis()),
                ShortArrayList.wrap(live.weights()),
                ByteArrayList.wrap(live.rejoins()),
                live.left().clone(),
                live.leftRevision(),
                Map.copyOf(live.bound()),
                live.lastSequence(),
                IntArrayList.wrap(live.pending()));
    }

    /** A lane of its own with this state. */
    WaitingRoomLane thaw() {
        return new WaitingRoomLane(new LaneSnapshot(
                terms,
                generationStarts.toIntArray(),
                nowMillis,
                closedThrough,
                epochMillis,
                userHigh.toLongArray(),
                userLow.toLongArray(),
                windows.toIntArray(),
                arrivedAfterMillis.toIntArray(),
                weights.toShortArray(),
                rejoins.toByteArray(),
                left,
                leftRevision,
                bound,
                lastSequence,
                pending.toIntArray()));
    }

    int size() {
        return windows.size();
    }

    List<LaneEvent> events() {
        return OneLane.events(thaw());
    }
}
