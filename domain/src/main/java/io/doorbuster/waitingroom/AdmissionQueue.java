package io.doorbuster.waitingroom;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * One sale's tickets in the order of its rule, and how far they are admitted. Arrivals wait, unordered, until every lane has
 * closed their window; then the window is drawn: sorted by key, it goes to the end of the queue. Not thread-safe.
 */
final class AdmissionQueue {
    private final DrawKeys draw;
    private final LaneReading[] lanes = new LaneReading[LaneKey.LANES];
    /** By lane, the numbers of the tickets in {@code ready}. */
    private final BitSet[] inReady = new BitSet[LaneKey.LANES];

    private final Places pending = new Places();
    private final Places ready = new Places();
    private Place watermark = Place.BEFORE_ALL;
    private int drawnThrough = LaneArrivals.NO_NEWS;
    private long arrivals;
    private long admitted;
    private int waiting;

    AdmissionQueue(DrawKeys draw) {
        this.draw = draw;
        Arrays.setAll(lanes, LaneReading::new);
        Arrays.setAll(inReady, lane -> new BitSet());
    }

    /** Goes on from an earlier queue's watermark: who stands at or before it is admitted as soon as the lanes tell of them. */
    void restore(Place earlierWatermark) {
        if (arrivals > 0) {
            throw new IllegalStateException("restored after arrivals");
        }
        watermark = earlierWatermark;
    }

    /**
     * Takes in what a lane told. Slices of one lane must come in order; one that overlaps with earlier ones, or repeats
     * them, does no harm.
     *
     * @throws IllegalStateException if the lane is not the one that was read before: everything must be read anew
     */
    void accept(LaneArrivals slice) {
        LaneReading lane = lanes[slice.lane()];
        for (int i = lane.overlap(slice); i < slice.size(); i++) {
            int window = slice.windows()[i];
            if (window <= drawnThrough || window <= lane.closedThrough()) {
                // It promised that nobody would come into that window any more.
                throw new IllegalStateException("lane " + slice.lane() + " was rebuilt");
            }
            arrive(window, draw.key(slice.ticket(i), slice.weights()[i]), slice.lane(), slice.firstNumber() + i);
        }
        lane.advance(slice, number -> {
            if (inReady[slice.lane()].get(number)) {
                waiting--;
            }
        });
        drawClosed();
    }

    private void arrive(int window, long key, int lane, int number) {
        arrivals++;
        if (new Place(window, key).isAfter(watermark)) {
            pending.add(window, key, number * LaneKey.LANES + lane);
        } else {
            lanes[lane].draw(number);
            admitted++;
        }
    }

    private void drawClosed() {
        int closed = closedByAll();
        if (closed <= drawnThrough) {
            return;
        }
        drawnThrough = closed;
        int from = ready.size();
        pending.moveThrough(closed, ready);
        ready.sort(from);
        for (int i = from; i < ready.size(); i++) {
            int lane = laneOf(ready.ticket(i));
            int number = numberOf(ready.ticket(i));
            lanes[lane].draw(number);
            inReady[lane].set(number);
            waiting += lanes[lane].isLeft(number) ? 0 : 1;
        }
    }

    private int closedByAll() {
        int closed = Integer.MAX_VALUE;
        for (LaneReading lane : lanes) {
            closed = Math.min(closed, lane.closedThrough());
        }
        return closed;
    }

    /** Whether every lane has been read to its end at least once; until then nobody is admitted. */
    boolean isComplete() {
        return drawnThrough != LaneArrivals.NO_NEWS;
    }

    /**
     * Admits the next {@code count}; those who gave their tickets back are passed on the way and do not count. When nobody
     * is left in closed windows, the watermark goes to their end, so that nobody whose ticket was lost is stranded.
     *
     * @return the new watermark
     */
    Place advance(int count) {
        int places = count;
        while (isComplete() && ready.size() > 0) {
            boolean left = isLeft(ready.ticket(0));
            boolean tied = ready.window(0) == watermark.window() && ready.key(0) == watermark.key();
            if (places <= 0 && !left && !tied) {
                return watermark;
            }
            places -= left ? 0 : 1;
            pass();
        }
        Place end = Place.endOf(drawnThrough);
        if (isComplete() && end.isAfter(watermark)) {
            watermark = end;
        }
        return watermark;
    }

    private void pass() {
        int ticket = ready.ticket(0);
        watermark = ready.place(0);
        waiting -= isLeft(ticket) ? 0 : 1;
        inReady[laneOf(ticket)].clear(numberOf(ticket));
        ready.removeFirst();
        admitted++;
    }

    private boolean isLeft(int ticket) {
        return lanes[laneOf(ticket)].isLeft(numberOf(ticket));
    }

    private static int laneOf(int ticket) {
        return ticket % LaneKey.LANES;
    }

    private static int numberOf(int ticket) {
        return ticket / LaneKey.LANES;
    }

    Place watermark() {
        return watermark;
    }

    /** The newest window that is drawn; -1 before the first. */
    int closedThrough() {
        return Math.max(-1, Math.max(drawnThrough, watermark.window()));
    }

    /** How many are drawn, not admitted, and have not given their tickets back: who may be let in now. */
    int waiting() {
        return waiting;
    }

    /** Tickets that were read. */
    long arrivals() {
        return arrivals;
    }

    /** Tickets at or before the watermark, those given back included. */
    long admitted() {
        return admitted;
    }

    /** For each lane, the numbers of the tickets that were given back. Shared, not to be changed. */
    List<RoaringBitmap> left() {
        return Arrays.stream(lanes).map(LaneReading::left).toList();
    }

    /**
     * Who stands where, for the waiting: see {@link RankTable} for how exact it is.
     *
     * @param maxSamples at least {@link Ranks#MIN_SAMPLES}
     */
    RankTable ranks(int maxSamples) {
        int pendingWaiters = Arrays.stream(lanes).mapToInt(LaneReading::pending).sum();
        return new Ranks(maxSamples).of(ready, waiting, this::isLeft, pending, pendingWaiters);
    }
}
