package io.doorbuster.api.grid;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again until an answer is good enough or time is up. Blocks no thread. */
public final class Polling {
    private Polling() {}

    /** The first answer that is good enough, or the last one. Fails as {@code ask} does. */
    public static <T> CompletableFuture<T> until(
            Supplier<CompletableFuture<T>> ask,
            Predicate<T> goodEnough,
            Duration interval,
            Duration bound,
            Executor callbacks) {
        return until(ask, goodEnough, interval, System.nanoTime() + bound.toNanos(), callbacks);
    }

    private static <T> CompletableFuture<T> until(
            Supplier<CompletableFuture<T>> ask,
            Predicate<T> goodEnough,
            Duration interval,
            long endNanos,
            Executor callbacks) {
        return ask.get().thenCompose(answer -> {
            if (goodEnough.test(answer) || System.nanoTime() - endNanos >= 0) {
                return CompletableFuture.completedFuture(answer);
            }
            Executor later = CompletableFuture.delayedExecutor(interval.toMillis(), TimeUnit.MILLISECONDS, callbacks);
            return CompletableFuture.completedFuture(answer)
                    .thenComposeAsync(same -> until(ask, goodEnough, interval, endNanos, callbacks), later);
        });
    }
}
