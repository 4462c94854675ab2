package io.doorbuster.grid;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How background threads end: what they are in the middle of would fail if the grid or the ledger closed under them. */
public final class Threads {
    /** Past the ledger's connect timeout and every wait for the grid; what takes longer is given up. */
    private static final long END_MILLIS = 5_000;

    private Threads() {}

    /** Takes no more tasks and blocks until those under way are done; after five seconds it interrupts them. */
    public static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
