package io.doorbuster.api.sale;

import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.ledger.LedgerReader.BucketLedger;
import io.doorbuster.ledger.LedgerReader.SaleTotals;
import io.doorbuster.sale.SaleDefinition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** A sale in figures, for its merchant. Thread-safe. */
public final class StatsRoutes {
    private final SaleLookup lookup;
    private final Ledger ledger;

    public StatsRoutes(SaleLookup lookup, Ledger ledger) {
        this.lookup = lookup;
        this.ledger = ledger;
    }

    public List<Route> routes() {
        return List.of(Route.merchant(Method.GET, "/sales/{saleId}/stats", this::stats));
    }

    /** Without a waiting room whoever reserves has arrived and been admitted in the same moment, and nobody waits. */
    private record Stats(
            String saleId,
            long arrivals,
            long admitted,
            long waiting,
            long reserved,
            long checkedOut,
            long abandoned,
            long declined,
            int unknown,
            int oversold,
            long ledgerLagMs) {}

    private CompletableFuture<Answer> stats(Call call) {
        return lookup.findOwn(call.orgId(), call.saleId()).thenCompose(known -> {
            SaleView view = known.view();
            return view == null
                    ? fromLedger(known.sale())
                    : CompletableFuture.completedFuture(Answer.ok(fromGrid(view)));
        });
    }

    private static Stats fromGrid(SaleView view) {
        return new Stats(
                view.sale().saleId(),
                view.reservations(),
                view.reservations(),
                0,
                view.reservations(),
                view.paid(),
                view.abandoned(),
                view.declined(),
                view.unknown(),
                Math.max(0, view.sold() - view.sale().stock()),
                view.ledgerLagMillis());
    }

    private CompletableFuture<Answer> fromLedger(SaleDefinition sale) {
        return ledger.read(reader -> {
            List<BucketLedger> buckets = reader.buckets(sale);
            SaleTotals totals = reader.totals(sale.orgId(), sale.saleId());
            long reserved = sum(buckets, BucketCounters::reservations);
            return Answer.ok(new Stats(
                    sale.saleId(),
                    reserved,
                    reserved,
                    0,
                    reserved,
                    sum(buckets, BucketCounters::paid),
                    sum(buckets, BucketCounters::abandoned),
                    sum(buckets, BucketCounters::declined),
                    0,
                    Math.max(0, totals.soldUnits() - sale.stock()),
                    0));
        });
    }

    private static long sum(List<BucketLedger> buckets, ToLongFunction<BucketCounters> count) {
        return buckets.stream().map(BucketLedger::counters).mapToLong(count).sum();
    }
}
