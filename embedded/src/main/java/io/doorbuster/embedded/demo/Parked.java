package io.doorbuster.embedded.demo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those who wait in the waiting room, each until its own time; a waiting buyer costs one timer and no connection. Once
 * somebody was told that the sale is over, everybody looks for themselves, as a page does that shows the stock beside the
 * line. Thread-safe.
 */
final class Parked {
    /** The server's view may be a moment older than the answer that started the hurry. */
    static final long HURRY_MILLIS = 1_000;

    /** Runs something later. */
    interface Timer {
        void after(long millis, Runnable step);
    }

    private static final class Turn {
        private final Runnable step;

        Turn(Runnable step) {
            this.step = step;
        }
    }

    private final Timer timer;
    private final Set<Turn> turns = ConcurrentHashMap.newKeySet();
    private volatile boolean hurry;

    Parked(Timer timer) {
        this.timer = timer;
    }

    void add(long millis, Runnable step) {
        Turn turn = new Turn(step);
        turns.add(turn);
        // Asked for after the turn is there: a hurry that comes in between either sees the turn or is seen here.
        timer.after(hurry ? Math.min(millis, HURRY_MILLIS) : millis, () -> run(turn));
    }

    private void run(Turn turn) {
        if (turns.remove(turn)) {
            turn.step.run();
        }
    }

    void hurry() {
        if (!hurry) {
            hurry = true;
            turns.forEach(this::run);
        }
    }

    int size() {
        return turns.size();
    }
}
