package io.doorbuster.embedded;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that runs until a signal ends it. */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private Running() {}

    /**
     * Prints {@code readyLine} and waits; on a signal, closes the parts in their order.
     *
     * @return never, but for an interrupt
     */
    static int untilStopped(String readyLine, AutoCloseable... parts) throws InterruptedException {
        closeOnSignal(parts);
        return ready(readyLine);
    }

    /** From now on, a signal closes the parts in their order. */
    static void closeOnSignal(AutoCloseable... parts) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAll(parts), "stop"));
    }

    /** Prints {@code line} and waits for a signal. */
    static int ready(String line) throws InterruptedException {
        System.out.println(line);
        System.out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private static void closeAll(AutoCloseable[] parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                // The others must still be closed.
                LOG.warn("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }
}
