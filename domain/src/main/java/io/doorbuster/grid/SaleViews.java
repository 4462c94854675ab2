package io.doorbuster.grid;

import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sales as one node sees them: read in the background while anyone looks, so that a look costs no grid call.
 * Thread-safe; callers never block.
 */
public final class SaleViews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SaleViews.class);

    /** Half of the 200 ms that a view may be old. */
    private static final long REFRESH_MILLIS = 100;

    /** An older view is not shown: the looker waits for a fresh one, or is told that the grid is away. */
    private static final Duration MAX_AGE = Duration.ofMillis(900);

    /** A sale that nobody has looked at for so long is no longer read in the background. */
    private static final Duration HOT = Duration.ofSeconds(10);

    /** A sale that nobody has looked at for so long is forgotten. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final InventoryClient client;
    private final SaleInventory inventory;
    private final SaleDirectory directory;
    private final Clock clock;
    private final ConcurrentMap<String, Watched> watched = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> ticks;

    private static final class Watched {
        volatile long lookedAtNanos = System.nanoTime();
        volatile long readAtNanos;
        volatile @Nullable SaleView view;

        @Nullable
        CompletableFuture<Optional<SaleView>> reading;
    }

    public SaleViews(InventoryClient client, SaleDirectory directory, ScheduledExecutorService ticker, Clock clock) {
        this.client = client;
        this.inventory = new SaleInventory(client);
        this.directory = directory;
        this.clock = clock;
        this.ticks = ticker.scheduleWithFixedDelay(this::tick, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The sale as it was at most {@link #MAX_AGE} ago, usually a tenth of a second.
     *
     * @return empty if the grid knows no such sale; fails with {@link GridUnavailableException}
     */
    public CompletableFuture<Optional<SaleView>> view(String saleId) {
        Watched sale = watched.get(saleId);
        if (sale != null) {
            sale.lookedAtNanos = System.nanoTime();
            SaleView view = sale.view;
            if (view != null && System.nanoTime() - sale.readAtNanos < MAX_AGE.toNanos()) {
                return CompletableFuture.completedFuture(Optional.of(view));
            }
        }
        return refresh(saleId);
    }

    /** The sale as it is now; otherwise as {@link #view}. */
    public CompletableFuture<Optional<SaleView>> refresh(String saleId) {
        return directory.find(saleId).thenCompose(found -> {
            if (found.isEmpty()) {
                watched.remove(saleId);
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return read(found.get());
        });
    }

    private CompletableFuture<Optional<SaleView>> read(SaleDefinition sale) {
        long startedAtNanos = System.nanoTime();
        Instant asOf = clock.instant();
        return inventory.summaries(sale).thenApply(summaries -> {
            SaleView view = new SaleView(sale, summaries, asOf);
            Watched entry = watched.computeIfAbsent(sale.saleId(), id -> new Watched());
            synchronized (entry) {
                if (entry.view == null || startedAtNanos - entry.readAtNanos > 0) {
                    entry.view = view;
                    entry.readAtNanos = startedAtNanos;
                }
            }
            return Optional.of(view);
        });
    }

    private void tick() {
        long now = System.nanoTime();
        watched.forEach((saleId, sale) -> {
            long unseenNanos = now - sale.lookedAtNanos;
            if (unseenNanos > KEPT.toNanos()) {
                forget(saleId, sale);
            } else if (unseenNanos < HOT.toNanos()) {
                readInBackground(saleId, sale);
            }
        });
    }

    private void readInBackground(String saleId, Watched sale) {
        synchronized (sale) {
            if (sale.reading == null || sale.reading.isDone()) {
                sale.reading = refresh(saleId).exceptionally(failure -> {
                    LOG.debug("the view of {} was not refreshed", saleId, failure);
                    return Optional.empty();
                });
            }
        }
    }

    private void forget(String saleId, Watched sale) {
        watched.remove(saleId, sale);
        SaleView view = sale.view;
        if (view != null) {
            for (int bucket = 0; bucket < view.sale().buckets(); bucket++) {
                client.forget(SaleInventory.keyOf(view.sale(), bucket));
            }
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
