package io.doorbuster.waitingroom;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/** Lanes that do what a test says: tickets by window alone, and slices of any cut. */
final class ScriptedLanes {
    static final byte[] SEED = "a seed of thirty-two bytes......".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final List<IntArrayList> windows = lists();
    private final List<IntArrayList> weights = lists();
    private final int[] closed = new int[LaneKey.LANES];
    private final RoaringBitmap[] left = new RoaringBitmap[LaneKey.LANES];
    private final long[] leftRevisions = new long[LaneKey.LANES];

    ScriptedLanes() {
        Arrays.fill(closed, -1);
        Arrays.setAll(left, lane -> new RoaringBitmap());
    }

    private static List<IntArrayList> lists() {
        return IntStream.range(0, LaneKey.LANES)
                .mapToObj(lane -> new IntArrayList())
                .toList();
    }

    static DrawKeys keys(boolean weighted) {
        return new DrawKeys(SEED, OneLane.SALE, weighted);
    }

    /** Adds a ticket in the first window that is open for it, or in {@code window} if that is later; returns its number. */
    int join(int lane, int window, int weight) {
        IntArrayList lanes = windows.get(lane);
        int last = lanes.isEmpty() ? 0 : lanes.getInt(lanes.size() - 1);
        lanes.add(Math.max(window, Math.max(last, closed[lane] + 1)));
        weights.get(lane).add(weight);
        return lanes.size();
    }

    void join(int lane, int window) {
        join(lane, window, 1);
    }

    void leave(int lane, int number) {
        left[lane] = left[lane].clone();
        left[lane].add(number);
        leftRevisions[lane]++;
    }

    void close(int lane, int window) {
        closed[lane] = Math.max(closed[lane], window);
    }

    void closeAll(int window) {
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            close(lane, window);
        }
    }

    int size(int lane) {
        return windows.get(lane).size();
    }

    int closedThrough(int lane) {
        return closed[lane];
    }

    int window(int lane, int number) {
        return windows.get(lane).getInt(number - 1);
    }

    int weight(int lane, int number) {
        return weights.get(lane).getInt(number - 1);
    }

    RoaringBitmap left(int lane) {
        return left[lane];
    }

    LaneArrivals slice(int lane, int after, int limit) {
        int last = (int) Math.min((long) after + limit, size(lane));
        short[] some = new short[last - after];
        for (int i = 0; i < some.length; i++) {
            some[i] = (short) weights.get(lane).getInt(after + i);
        }
        return new LaneArrivals(
                lane,
                new int[] {1},
                after + 1,
                windows.get(lane).subList(after, last).toIntArray(),
                some,
                last == size(lane) ? closed[lane] : LaneArrivals.NO_NEWS,
                left[lane],
                leftRevisions[lane]);
    }

    /** Tells everything, from the first ticket on. */
    void tell(AdmissionQueue queue) {
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            queue.accept(slice(lane, 0, Integer.MAX_VALUE));
        }
    }

    void tell(RoomAdmission room) {
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            room.accept(slice(lane, 0, Integer.MAX_VALUE));
        }
    }
}
