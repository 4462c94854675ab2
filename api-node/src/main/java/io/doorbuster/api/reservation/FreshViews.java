package io.doorbuster.api.reservation;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.grid.SaleView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Views that are read now, one at a time for each sale: a crowd at a dry sale shares the reading. Thread-safe. */
final class FreshViews {
    private final Grid grid;
    private final ConcurrentMap<String, CompletableFuture<Optional<SaleView>>> underWay = new ConcurrentHashMap<>();

    FreshViews(Grid grid) {
        this.grid = grid;
    }

    CompletableFuture<Optional<SaleView>> view(String saleId) {
        CompletableFuture<Optional<SaleView>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<SaleView>> running = underWay.putIfAbsent(saleId, mine);
        if (running != null) {
            return running;
        }
        CompletableFuture<?> unusedRead = grid.refresh(saleId).whenComplete((view, failure) -> {
            underWay.remove(saleId, mine);
            if (failure == null) {
                mine.complete(view);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }
}
