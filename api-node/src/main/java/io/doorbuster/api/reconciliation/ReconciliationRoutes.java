package io.doorbuster.api.reconciliation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.Json;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.ledger.ReconciliationRunStore.Result;
import io.doorbuster.ledger.ReconciliationRunStore.Run;
import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code GET /v1/orgs/{orgId}/sales/{saleId}/reconciliation}. Thread-safe. */
public final class ReconciliationRoutes {
    /** Some 100,000 reservations a second, the provider's books, and three times the time that differences have to settle. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** For the provider's books: what is left of the timeout is for the rest. */
    private static final Duration BOOKS = Duration.ofMinutes(1);

    private final Reconciliation reconciliation;
    private final Ledger ledger;
    private final SaleLookup sales;
    private final Clock clock;

    public ReconciliationRoutes(
            Grid grid, Ledger ledger, Payments payments, SaleLookup sales, Clock clock, Executor callbacks) {
        this.reconciliation = new Reconciliation(grid, ledger, payments, callbacks);
        this.ledger = ledger;
        this.sales = sales;
        this.clock = clock;
    }

    /** The run that followed the sale's end. */
    private record Closing(Instant finishedAt, boolean consistent, int differences) {
        static Closing of(Result result) {
            return new Closing(result.finishedAt(), result.consistent(), result.differences());
        }
    }

    public List<Route> routes() {
        return List.of(Route.merchant(Method.GET, "/sales/{saleId}/reconciliation", this::reconcile)
                .within(TIMEOUT));
    }

    private CompletableFuture<Answer> reconcile(Call call) {
        String orgId = call.orgId();
        String saleId = call.saleId();
        return sales.findOwn(orgId, saleId)
                .thenCompose(own -> own.view() == null ? kept(own.sale()) : compared(own.sale()));
    }

    private CompletableFuture<Answer> compared(SaleDefinition sale) {
        return reconciliation.of(sale, clock.instant(), BOOKS).thenCombine(closing(sale), (report, closing) -> {
            Map<String, Object> body = report.body();
            closing.ifPresent(result -> body.put("closing", Closing.of(result)));
            return Answer.ok(body);
        });
    }

    /** The grid has let the sale go: then what its last reconciliation said is what there is. */
    private CompletableFuture<Answer> kept(SaleDefinition sale) {
        return closing(sale)
                .thenCompose(closing -> closing.map(result -> CompletableFuture.completedFuture(kept(result)))
                        .orElseGet(() -> sales.findRunning(sale.saleId()).thenCompose(view -> compared(view.sale()))));
    }

    private static Answer kept(Result result) {
        ObjectNode body = Json.tree(result.report());
        body.putPOJO("closing", Closing.of(result));
        return Answer.ok(body);
    }

    private CompletableFuture<Optional<Result>> closing(SaleDefinition sale) {
        return ledger.reconciliationRuns(
                store -> store.latest(sale.orgId(), sale.saleId()).map(Run::result));
    }
}
