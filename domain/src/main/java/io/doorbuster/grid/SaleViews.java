package io.doorbuster.grid;

import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Sales as one node sees them: read in the background while anyone looks, so that a look costs no grid call.
 * Thread-safe; callers never block.
 */
public final class SaleViews implements AutoCloseable {
    private final InventoryClient client;
    private final SaleInventory inventory;
    private final SaleDirectory directory;
    private final Clock clock;
    private final BackgroundViews<SaleView> views;

    public SaleViews(InventoryClient client, SaleDirectory directory, ScheduledExecutorService ticker, Clock clock) {
        this.client = client;
        this.inventory = new SaleInventory(client);
        this.directory = directory;
        this.clock = clock;
        this.views = new BackgroundViews<>(this::read, this::forget, ticker);
    }

    /**
     * The sale as it was at most 0.9 s ago, usually a tenth of a second.
     *
     * @return empty if the grid knows no such sale; fails with {@link GridUnavailableException}
     */
    public CompletableFuture<Optional<SaleView>> view(String saleId) {
        return views.view(saleId);
    }

    /** The sale as it is now; otherwise as {@link #view}. */
    public CompletableFuture<Optional<SaleView>> refresh(String saleId) {
        return views.refresh(saleId);
    }

    private CompletableFuture<Optional<SaleView>> read(String saleId) {
        return directory
                .find(saleId)
                .thenCompose(found -> found.isPresent()
                        ? read(found.get()).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletableFuture<SaleView> read(SaleDefinition sale) {
        Instant asOf = clock.instant();
        return inventory.summaries(sale).thenApply(summaries -> new SaleView(sale, summaries, asOf));
    }

    private void forget(SaleView view) {
        for (int bucket = 0; bucket < view.sale().buckets(); bucket++) {
            client.forget(SaleInventory.keyOf(view.sale(), bucket));
        }
    }

    @Override
    public void close() {
        views.close();
    }
}
