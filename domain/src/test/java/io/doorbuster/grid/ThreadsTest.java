package io.doorbuster.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    @Test
    void theTurnUnderWayIsFinishedAndNoneFollows() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        var unused = thread.scheduleWithFixedDelay(
                () -> {
                    begun.countDown();
                    awaitUninterrupted(released);
                    finished.incrementAndGet();
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
        begun.await();
        var releasing = Executors.newSingleThreadScheduledExecutor();
        Future<?> release = releasing.schedule(released::countDown, 50, TimeUnit.MILLISECONDS);

        Threads.end(thread);

        assertThat(finished).hasValue(1);
        assertThat(thread.isTerminated()).isTrue();
        release.get();
        releasing.shutdown();
    }

    /** An interrupt here would leave {@code finished} at 0. */
    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
