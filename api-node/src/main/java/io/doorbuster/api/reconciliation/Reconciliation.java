package io.doorbuster.api.reconciliation;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Polling;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Compares what grid, ledger and payment provider say of a sale. It only reads. The sale may run meanwhile: what differs is
 * looked at again before it counts. Thread-safe.
 */
final class Reconciliation {
    private final Grid grid;
    private final Ledger ledger;
    private final GridWalk reservations;
    private final ProviderWalk books;
    private final PaymentLooks looks;
    private final Executor callbacks;

    Reconciliation(Grid grid, Ledger ledger, Payments payments, Executor callbacks) {
        this.grid = grid;
        this.ledger = ledger;
        this.reservations = new GridWalk(grid, ledger, callbacks);
        this.books = new ProviderWalk(ledger, payments, callbacks);
        this.looks = new PaymentLooks(new PaymentLook(grid, ledger, payments), callbacks);
        this.callbacks = callbacks;
    }

    /**
     * Fails if grid or ledger cannot be read.
     *
     * @param patience for the provider's books; what is left then is not compared, and the report says so
     */
    CompletableFuture<Report> of(SaleDefinition sale, Instant now, Duration patience) {
        return reservations
                .walk(sale)
                .thenCompose(tally -> books.walk(sale, tally.paid(), patience)
                        .thenCompose(provider -> looks.at(sale, provider.suspects(), tally)
                                .thenCompose(looked -> totals(sale)
                                        .thenCombine(
                                                ledger.reconciliation(
                                                        store -> store.repairs(sale.orgId(), sale.saleId())),
                                                (totals, repairs) -> Report.of(
                                                        sale, now, tally, totals, provider, looked, repairs)))));
    }

    PaymentLooks looks() {
        return looks;
    }

    private CompletableFuture<Totals> totals(SaleDefinition sale) {
        return Polling.until(() -> totalsNow(sale), Totals::agree, GridWalk.SETTLE_POLL, GridWalk.SETTLE, callbacks);
    }

    private CompletableFuture<Totals> totalsNow(SaleDefinition sale) {
        return grid.refresh(sale.saleId())
                .thenCompose(view -> ledger.read(reader -> new Totals(
                        view.orElseThrow(() -> new Problem(ErrorCode.RECOVERING, "the sale left the grid meanwhile")),
                        reader.totals(sale.orgId(), sale.saleId()))));
    }
}
