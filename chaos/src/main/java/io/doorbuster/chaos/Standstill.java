package io.doorbuster.chaos;

import java.util.concurrent.TimeUnit;

/** Watches for how long this very process does not run, as on a machine that is too busy. */
final class Standstill {
    private static final long TICK_MILLIS = 50;

    private final Thread watch = new Thread(this::watch, "standstill");
    private volatile long longestMillis;

    void start() {
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        long last = System.nanoTime();
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
                long now = System.nanoTime();
                longestMillis = Math.max(longestMillis, TimeUnit.NANOSECONDS.toMillis(now - last) - TICK_MILLIS);
                last = now;
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        watch.interrupt();
    }

    long longestMillis() {
        return longestMillis;
    }
}
