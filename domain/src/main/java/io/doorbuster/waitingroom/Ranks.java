package io.doorbuster.waitingroom;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.function.IntPredicate;

/** Makes a {@link RankTable} of a queue, in time that hardly grows with the queue. */
final class Ranks {
    /** Fewer could not take the samples of a queue of millions, which double in distance. */
    static final int MIN_SAMPLES = 64;

    private final int maxSamples;
    private final IntArrayList windows = new IntArrayList();
    private final LongArrayList keys = new LongArrayList();
    private final IntArrayList ahead = new IntArrayList();

    Ranks(int maxSamples) {
        if (maxSamples < MIN_SAMPLES) {
            throw new IllegalArgumentException("samples " + maxSamples);
        }
        this.maxSamples = maxSamples;
    }

    /**
     * @param ready in order of their places
     * @param waiting how many of {@code ready} have not given their tickets back
     * @param isLeft whether a ticket was given back
     * @param pending in no order, of later windows than {@code ready}
     * @param pendingWaiters how many of {@code pending} have not given their tickets back
     */
    RankTable of(Places ready, int waiting, IntPredicate isLeft, Places pending, int pendingWaiters) {
        int[] counts = new int[maxSamples / 4];
        int firstWindow = firstWindow(pending);
        int width = count(pending, firstWindow, counts);
        int used = 0;
        for (int count : counts) {
            used += count > 0 ? 2 : 0;
        }
        sample(ready, waiting, isLeft, maxSamples - used);
        samplePending(counts, firstWindow, width, waiting, (double) pendingWaiters / Math.max(1, pending.size()));
        return new RankTable(windows.toIntArray(), keys.toLongArray(), ahead.toIntArray(), waiting + pendingWaiters);
    }

    private static int firstWindow(Places pending) {
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < pending.size(); i++) {
            first = Math.min(first, pending.window(i));
        }
        return first;
    }

    /** Counts by window, or by so many windows together as make them few enough; returns how many. */
    private static int count(Places pending, int firstWindow, int[] counts) {
        int last = firstWindow;
        for (int i = 0; i < pending.size(); i++) {
            last = Math.max(last, pending.window(i));
        }
        int width = 1 + (int) (((long) last - firstWindow) / counts.length);
        for (int i = 0; i < pending.size(); i++) {
            counts[(pending.window(i) - firstWindow) / width]++;
        }
        return width;
    }

    private void sample(Places ready, int waiting, IntPredicate isLeft, int budget) {
        if (ready.size() <= budget) {
            int before = 0;
            for (int i = 0; i < ready.size(); i++) {
                if (!isLeft.test(ready.ticket(i))) {
                    add(ready.window(i), ready.key(i), before);
                    before++;
                }
            }
            return;
        }
        int front = budget / 4;
        while (samples(ready.size(), front) > budget) {
            front = front * 3 / 4;
        }
        double share = (double) waiting / ready.size();
        for (int i = 0; i < ready.size(); i = next(i, front)) {
            add(ready.window(i), ready.key(i), (int) Math.round(i * share));
        }
    }

    private static int samples(int size, int front) {
        int samples = 0;
        for (int i = 0; i < size; i = next(i, front)) {
            samples++;
        }
        return samples;
    }

    /** Every ticket at the front, and further back at distances in proportion to the place. */
    private static int next(int index, int front) {
        return index + 1 + index / front;
    }

    private void samplePending(int[] counts, int firstWindow, int width, int waiting, double share) {
        long before = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                int from = firstWindow + i * width;
                add(from, 0, waiting + (int) Math.round(before * share));
                before += counts[i];
                add(
                        (int) Math.min(Integer.MAX_VALUE, from + width - 1L),
                        -1L,
                        waiting + (int) Math.round(before * share));
            }
        }
    }

    private void add(int window, long key, int waitersBefore) {
        windows.add(window);
        keys.add(key);
        ahead.add(waitersBefore);
    }
}
