package io.doorbuster.api.health;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.Action;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.ledger.Ledger;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Is it alive, is it ready, what does it measure. Thread-safe. */
public final class HealthRoutes {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Grid grid;
    private final Ledger ledger;
    private final PrometheusMeterRegistry meters;

    public HealthRoutes(Grid grid, Ledger ledger, PrometheusMeterRegistry meters) {
        this.grid = grid;
        this.ledger = ledger;
        this.meters = meters;
    }

    public List<Route> routes() {
        return List.of(
                Route.open(Method.GET, "/healthz", call -> Action.now(Answer.ok(Map.of("status", "alive")))),
                Route.open(Method.GET, "/readyz", this::ready),
                Route.open(Method.GET, "/metrics", this::metrics));
    }

    private record Parts(String grid, String ledger) {}

    private record Ready(boolean ready, Parts parts) {}

    /** Without the ledger a sale goes on for a while, so its absence is shown and does not take the node out. */
    private CompletableFuture<Answer> ready(Call call) {
        return grid.answers().thenCombine(ledger.isUp(), (gridUp, ledgerUp) -> {
            Ready body = new Ready(gridUp, new Parts(word(gridUp), word(ledgerUp)));
            Answer answer = Answer.json(gridUp ? 200 : 503, body).header("Cache-Control", "no-store");
            return gridUp ? answer : answer.header("Retry-After", "1");
        });
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }

    private CompletableFuture<Answer> metrics(Call call) {
        return Action.now(new Answer(200, PROMETHEUS, meters.scrape(), Map.of()));
    }
}
