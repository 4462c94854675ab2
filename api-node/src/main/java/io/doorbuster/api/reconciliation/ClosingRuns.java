package io.doorbuster.api.reconciliation;

import io.doorbuster.api.http.Json;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.ledger.ReconciliationRunStore;
import io.doorbuster.ledger.ReconciliationRunStore.Result;
import io.doorbuster.ledger.ReconciliationRunStore.Run;
import io.doorbuster.sale.SaleDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that follow a sale's end, as one node claims and finishes them. Thread-safe. */
final class ClosingRuns {
    /** Of differences, if all of them together are longer than the ledger takes. */
    private static final int SHORTENED = 100;

    private final Ledger ledger;
    private final String node;
    private final Duration lease;

    /** When this node claimed which sale; at most as many as end within a lease. */
    private final Map<String, Instant> claimed = new ConcurrentHashMap<>();

    ClosingRuns(Ledger ledger, String node, Duration lease) {
        this.ledger = ledger;
        this.node = node;
        this.lease = lease;
    }

    CompletableFuture<Boolean> isFinished(SaleDefinition sale) {
        return ledger.reconciliationRuns(store -> store.latest(sale.orgId(), sale.saleId()))
                .thenApply(run -> run.map(Run::result).isPresent());
    }

    /** Whether the sale is this node's: now, or since a run that did not end. */
    CompletableFuture<Boolean> claim(SaleDefinition sale, Instant now) {
        claimed.values().removeIf(at -> !now.isBefore(at.plus(lease)));
        if (claimed.containsKey(sale.saleId())) {
            return CompletableFuture.completedFuture(true);
        }
        return ledger.reconciliationRuns(store -> store.claim(sale.orgId(), sale.saleId(), node, now, lease))
                .thenApply(mine -> {
                    if (mine) {
                        claimed.put(sale.saleId(), now);
                    }
                    return mine;
                });
    }

    /**
     * Keeps the report.
     *
     * @return false if another node took the run over
     */
    CompletableFuture<Boolean> finish(SaleDefinition sale, Report report, boolean settled, Instant now) {
        Result result = new Result(
                now, report.consistent(), report.tally().differences().size(), text(report, settled));
        return ledger.reconciliationRuns(store -> store.finish(sale.orgId(), sale.saleId(), node, result))
                .thenApply(first -> {
                    claimed.remove(sale.saleId());
                    return first;
                });
    }

    private static String text(Report report, boolean settled) {
        Map<String, Object> body = report.body();
        body.put("settled", settled);
        String text = json(body);
        if (text.length() <= ReconciliationRunStore.MAX_REPORT_CHARS) {
            return text;
        }
        List<Difference> differences = report.tally().differences();
        body.put("differences", differences.subList(0, Math.min(SHORTENED, differences.size())));
        body.put("repairs", List.of());
        body.put("truncated", true);
        return json(body);
    }

    private static String json(Map<String, Object> body) {
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }
}
