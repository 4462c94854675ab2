package io.doorbuster.embedded.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The buyers who were told that every unit is held and will ask again. First come, first served, at a bounded pace; a
 * waiting buyer costs one entry, no timer and no connection. Thread-safe.
 */
final class AskingAgain {
    /** A tenth or less of what the server answers, so that waiting leaves it free to sell. */
    static final int PER_SECOND = 2_000;

    static final int TICK_MILLIS = 50;

    private record Waiting(long notBeforeMillis, Runnable turn) {}

    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    private boolean hurry;

    synchronized void add(long notBeforeMillis, Runnable turn) {
        line.addLast(new Waiting(notBeforeMillis, turn));
    }

    /** Somebody was told that the sale is over: everybody asks for themselves, now. */
    synchronized void hurry() {
        hurry = true;
    }

    synchronized int size() {
        return line.size();
    }

    /** Runs the turns that are due; call every {@link #TICK_MILLIS}. */
    void tick(long nowMillis) {
        due(nowMillis).forEach(Runnable::run);
    }

    private synchronized List<Runnable> due(long nowMillis) {
        int quota = hurry ? line.size() : PER_SECOND * TICK_MILLIS / 1000;
        List<Runnable> due = new ArrayList<>();
        // Whoever stands behind a buyer that is not due yet waits with it: the spans differ by a second or two at most.
        while (due.size() < quota
                && !line.isEmpty()
                && (hurry || line.getFirst().notBeforeMillis() <= nowMillis)) {
            due.add(line.removeFirst().turn());
        }
        return due;
    }
}
