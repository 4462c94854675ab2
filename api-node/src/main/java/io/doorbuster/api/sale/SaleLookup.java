package io.doorbuster.api.sale;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.doorbuster.api.auth.Caller;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Polling;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.grid.SaleView;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Finds the sale that a path names: in the grid, or in the ledger if the grid has let it go. Thread-safe. */
public final class SaleLookup {
    /** What the grid does not know is asked of Postgres at most once in this time, also if nobody knows it. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private static final int MAX_REMEMBERED = 10_000;

    private static final Duration RECALL_POLL = Duration.ofMillis(250);

    /** A rebuild of 100,000 orders takes a few seconds; whoever does not get it in time comes again. */
    private static final Duration RECALL = Duration.ofSeconds(10);

    private final Grid grid;
    private final Ledger ledger;
    private final Clock clock;
    private final Executor callbacks;
    private final AsyncCache<String, Optional<SaleDefinition>> fromLedger = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .buildAsync();

    public SaleLookup(Grid grid, Ledger ledger, Clock clock, Executor callbacks) {
        this.grid = grid;
        this.ledger = ledger;
        this.clock = clock;
        this.callbacks = callbacks;
    }

    /** Any sale that exists; else 404. */
    public CompletableFuture<KnownSale> find(String saleId) {
        return grid.view(saleId)
                .thenCompose(view -> view.isPresent()
                        ? CompletableFuture.completedFuture(
                                new KnownSale(view.get().sale(), view.get()))
                        : fromLedger
                                .get(saleId, (id, executor) -> ledger.sales(store -> store.find(id)))
                                .thenApply(found ->
                                        new KnownSale(found.orElseThrow(() -> Problem.notFound("sale")), null)));
    }

    /** A merchant's own sale; another organisation's does not exist for it. */
    public CompletableFuture<KnownSale> findOwn(String orgId, String saleId) {
        return find(saleId).thenApply(known -> {
            if (!known.sale().orgId().equals(orgId)) {
                throw Problem.notFound("sale");
            }
            return known;
        });
    }

    /** A sale in the grid; else 410 if it is over, 503 if it is to come back, 404. */
    public CompletableFuture<SaleView> findRunning(String saleId) {
        return find(saleId).thenApply(this::requireRunning);
    }

    /** As {@link #findRunning}, for a buyer whose issuer the sale's organisation trusts. */
    public CompletableFuture<SaleView> findRunning(String saleId, Caller buyer) {
        return find(saleId).thenApply(known -> {
            requireTrust(known.sale(), buyer);
            return requireRunning(known);
        });
    }

    /** As {@link #findRunning}, but a sale that is over is brought back from the ledger; 503 if that takes too long. */
    public CompletableFuture<SaleView> recall(String saleId) {
        return find(saleId)
                .thenCompose(known -> known.view() != null
                        ? CompletableFuture.completedFuture(known.view())
                        : ledger.sales(store -> {
                                    store.recall(known.sale().orgId(), saleId, clock.instant());
                                    return known.sale();
                                })
                                .thenCompose(grid::publish)
                                .thenCompose(published -> Polling.until(
                                        () -> grid.refresh(saleId), SaleLookup::isBack, RECALL_POLL, RECALL, callbacks))
                                .thenApply(view -> view.filter(SaleView::installed)
                                        .orElseThrow(() -> new Problem(
                                                ErrorCode.RECOVERING,
                                                "the sale is being brought back; nothing is lost"))));
    }

    private static boolean isBack(Optional<SaleView> view) {
        return view.isPresent() && view.get().installed();
    }

    public static void requireTrust(SaleDefinition sale, Caller buyer) {
        if (!buyer.issuer().isTrustedBy(sale.orgId())) {
            throw new Problem(ErrorCode.FORBIDDEN, "the sale's organisation does not trust the token's issuer");
        }
    }

    private SaleView requireRunning(KnownSale known) {
        SaleView view = known.view();
        if (view != null) {
            return view;
        }
        Phase phase = known.phase(clock.instant());
        throw phase == Phase.RECOVERING
                ? new Problem(ErrorCode.RECOVERING, "the sale is being brought back; nothing is lost")
                : new Problem(ErrorCode.SALE_ENDED, "the sale is over");
    }
}
