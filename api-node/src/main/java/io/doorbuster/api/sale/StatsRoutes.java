package io.doorbuster.api.sale;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.ledger.LedgerReader.BucketLedger;
import io.doorbuster.ledger.LedgerReader.SaleTotals;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.WatermarkStep;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** A sale in figures, for its merchant. Thread-safe. */
public final class StatsRoutes {
    private final Grid grid;
    private final SaleLookup lookup;
    private final Ledger ledger;
    private final Clock clock;

    public StatsRoutes(Grid grid, SaleLookup lookup, Ledger ledger, Clock clock) {
        this.grid = grid;
        this.lookup = lookup;
        this.ledger = ledger;
        this.clock = clock;
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

    private record Crowd(long arrivals, long admitted, long waiting) {}

    private CompletableFuture<Answer> stats(Call call) {
        return lookup.findOwn(call.orgId(), call.saleId()).thenCompose(known -> {
            SaleView view = known.view();
            if (view == null) {
                return fromLedger(known);
            }
            if (known.sale().fairness().rule() == Rule.NONE) {
                return CompletableFuture.completedFuture(Answer.ok(fromGrid(view, withoutRoom(view.reservations()))));
            }
            return grid.room(known.sale().saleId())
                    .thenApply(room -> Answer.ok(fromGrid(
                            view,
                            room.map(counts -> new Crowd(counts.arrivals(), counts.admitted(), counts.waiting()))
                                    .orElse(new Crowd(0, 0, 0)))));
        });
    }

    private static Crowd withoutRoom(long reservations) {
        return new Crowd(reservations, reservations, 0);
    }

    private static Stats fromGrid(SaleView view, Crowd crowd) {
        return new Stats(
                view.sale().saleId(),
                crowd.arrivals(),
                crowd.admitted(),
                crowd.waiting(),
                view.reservations(),
                view.paid(),
                view.abandoned(),
                view.declined(),
                view.unknown(),
                Math.max(0, view.sold() - view.sale().stock()),
                view.ledgerLagMillis());
    }

    private CompletableFuture<Answer> fromLedger(KnownSale known) {
        SaleDefinition sale = known.sale();
        CompletableFuture<Crowd> room = sale.fairness().rule() == Rule.NONE
                ? CompletableFuture.completedFuture(withoutRoom(0))
                : ledger.rooms(rooms -> crowd(rooms, known));
        return room.thenCompose(counted -> ledger.read(reader -> {
            List<BucketLedger> buckets = reader.buckets(sale);
            SaleTotals totals = reader.totals(sale.orgId(), sale.saleId());
            long reserved = sum(buckets, BucketCounters::reservations);
            Crowd crowd = sale.fairness().rule() == Rule.NONE ? withoutRoom(reserved) : counted;
            return Answer.ok(new Stats(
                    sale.saleId(),
                    crowd.arrivals(),
                    crowd.admitted(),
                    crowd.waiting(),
                    reserved,
                    sum(buckets, BucketCounters::paid),
                    sum(buckets, BucketCounters::abandoned),
                    sum(buckets, BucketCounters::declined),
                    0,
                    Math.max(0, totals.soldUnits() - sale.stock()),
                    0));
        }));
    }

    private Crowd crowd(RoomStore rooms, KnownSale known) {
        SaleDefinition sale = known.sale();
        long arrivals = rooms.ticketCount(sale.orgId(), sale.saleId());
        long admitted = rooms.latestStep(sale.orgId(), sale.saleId())
                .map(WatermarkStep::admitted)
                .orElse(0L);
        // Nobody waits for a sale that is over.
        boolean comesBack = known.phase(clock.instant()) == Phase.RECOVERING;
        return new Crowd(arrivals, admitted, comesBack ? Math.max(0, arrivals - admitted) : 0);
    }

    private static long sum(List<BucketLedger> buckets, ToLongFunction<BucketCounters> count) {
        return buckets.stream().map(BucketLedger::counters).mapToLong(count).sum();
    }
}
