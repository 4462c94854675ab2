package io.doorbuster.api.reconciliation;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.sale.SaleLookup;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code GET /v1/orgs/{orgId}/sales/{saleId}/reconciliation}. Thread-safe. */
public final class ReconciliationRoutes {
    /** Some 100,000 reservations a second, and twice the time that differences have to settle. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Reconciliation reconciliation;
    private final SaleLookup sales;
    private final Clock clock;

    public ReconciliationRoutes(Grid grid, Ledger ledger, SaleLookup sales, Clock clock, Executor callbacks) {
        this.reconciliation = new Reconciliation(grid, ledger, callbacks);
        this.sales = sales;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.merchant(Method.GET, "/sales/{saleId}/reconciliation", this::reconcile)
                .within(TIMEOUT));
    }

    private CompletableFuture<Answer> reconcile(Call call) {
        String orgId = call.orgId();
        String saleId = call.saleId();
        return sales.findOwn(orgId, saleId)
                .thenCompose(own -> sales.findRunning(saleId))
                .thenCompose(view -> reconciliation.of(view.sale(), clock.instant()))
                .thenApply(Answer::ok);
    }
}
