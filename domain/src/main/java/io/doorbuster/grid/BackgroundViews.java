package io.doorbuster.grid;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values of the grid as one node sees them: read in the background while anyone looks, so that a look costs no grid call.
 * Thread-safe; callers never block.
 */
final class BackgroundViews<V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundViews.class);

    /** Half of the 200 ms that a view may be old. */
    private static final long REFRESH_MILLIS = 100;

    /** An older view is not shown: the looker waits for a fresh one, or is told that the grid is away. */
    static final Duration MAX_AGE = Duration.ofMillis(900);

    /** What nobody has looked at for so long is no longer read in the background. */
    private static final Duration HOT = Duration.ofSeconds(10);

    /** What nobody has looked at for so long is forgotten. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Function<String, CompletableFuture<Optional<V>>> reader;
    private final Consumer<V> onForgotten;
    private final ConcurrentMap<String, Watched<V>> watched = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> ticks;

    private static final class Watched<V> {
        volatile long lookedAtNanos = System.nanoTime();
        volatile long readAtNanos;
        volatile @Nullable V view;

        @Nullable
        CompletableFuture<Optional<V>> reading;

        /** Takes over what was read, unless something that was asked for later is here already. */
        synchronized void take(V read, long askedAtNanos) {
            if (view == null || askedAtNanos - readAtNanos > 0) {
                view = read;
                readAtNanos = askedAtNanos;
            }
        }
    }

    /**
     * @param reader asks the grid; its futures complete where callbacks belong
     * @param onForgotten hears of the last view of what is dropped
     */
    BackgroundViews(
            Function<String, CompletableFuture<Optional<V>>> reader,
            Consumer<V> onForgotten,
            ScheduledExecutorService ticker) {
        this.reader = reader;
        this.onForgotten = onForgotten;
        this.ticks = ticker.scheduleWithFixedDelay(this::tick, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** At most {@link #MAX_AGE} old, usually a tenth of a second; empty if the grid has no such thing. */
    CompletableFuture<Optional<V>> view(String id) {
        Watched<V> entry = watched.get(id);
        if (entry != null) {
            entry.lookedAtNanos = System.nanoTime();
            V view = entry.view;
            if (view != null && System.nanoTime() - entry.readAtNanos < MAX_AGE.toNanos()) {
                return CompletableFuture.completedFuture(Optional.of(view));
            }
        }
        return refresh(id);
    }

    /** As it is now; otherwise as {@link #view}. */
    CompletableFuture<Optional<V>> refresh(String id) {
        long askedAtNanos = System.nanoTime();
        return reader.apply(id).thenApply(read -> {
            if (read.isPresent()) {
                watched.computeIfAbsent(id, same -> new Watched<>()).take(read.get(), askedAtNanos);
            } else {
                watched.remove(id);
            }
            return read;
        });
    }

    private void tick() {
        long now = System.nanoTime();
        watched.forEach((id, entry) -> {
            long unseenNanos = now - entry.lookedAtNanos;
            if (unseenNanos > KEPT.toNanos()) {
                forget(id, entry);
            } else if (unseenNanos < HOT.toNanos()) {
                readInBackground(id, entry);
            }
        });
    }

    private void readInBackground(String id, Watched<V> entry) {
        synchronized (entry) {
            if (entry.reading == null || entry.reading.isDone()) {
                entry.reading = refresh(id).exceptionally(failure -> {
                    LOG.debug("the view of {} was not refreshed", id, failure);
                    return Optional.empty();
                });
            }
        }
    }

    private void forget(String id, Watched<V> entry) {
        watched.remove(id, entry);
        V view = entry.view;
        if (view != null) {
            onForgotten.accept(view);
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
