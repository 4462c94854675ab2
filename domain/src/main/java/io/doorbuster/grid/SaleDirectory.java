package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.doorbuster.sale.SaleDefinition;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The definitions of the sales that the grid works on. Thread-safe. */
public final class SaleDirectory {
    private final IMap<String, SaleDefinition> sales;
    private final Executor callbacks;

    /** @param callbacks runs what follows an answer */
    public SaleDirectory(HazelcastInstance grid, Executor callbacks) {
        this.sales = grid.getMap(GridConfig.SALES);
        this.callbacks = callbacks;
    }

    /**
     * Publishes a new or changed definition, unless a newer version is there. Members install the sale's buckets, or
     * bring them to the new version, within about 100 ms.
     *
     * @return fails with {@link GridUnavailableException}
     */
    public CompletableFuture<Void> publish(SaleDefinition sale) {
        return GridCalls.call(
                        () -> sales.submitToKey(sale.saleId(), new Guarded<>(new Publish<>(Publish.SALE, sale))),
                        callbacks)
                .thenApply(published -> null);
    }

    /**
     * The published definition, if the grid has one.
     *
     * @return fails with {@link GridUnavailableException}
     */
    public CompletableFuture<Optional<SaleDefinition>> find(String saleId) {
        return GridCalls.call(() -> sales.getAsync(saleId), callbacks).thenApply(Optional::ofNullable);
    }

    /** All published definitions; blocks. */
    public Collection<SaleDefinition> all() {
        return sales.values();
    }

    /** Hears of every definition that is published from now on, soon and usually once; {@link #all} finds what was missed. */
    public void onPublished(Consumer<SaleDefinition> listener) {
        sales.addEntryListener(
                (EntryAddedListener<String, SaleDefinition>) event -> listener.accept(event.getValue()), true);
        sales.addEntryListener(
                (EntryUpdatedListener<String, SaleDefinition>) event -> listener.accept(event.getValue()), true);
    }

    /** Takes a sale out of the directory; blocks. */
    public void remove(String saleId) {
        sales.delete(saleId);
    }
}
