package io.doorbuster.api.order;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Refusals;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.http.WireId;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.PaymentSteps;
import io.doorbuster.api.payment.PaymentSteps.Subject;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.OrderStatus;
import io.doorbuster.ledger.OrderStore.OrderRow;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Sends the whole money of an order back. The units stay the buyer's: what is sold stays sold. Thread-safe. */
public final class RefundRoutes {
    /** The provider has 20 s, the ledger and the grid the rest. */
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final Grid grid;
    private final Ledger ledger;
    private final SaleLookup sales;
    private final PaymentSteps steps;
    private final Clock clock;

    public RefundRoutes(Grid grid, Ledger ledger, SaleLookup sales, PaymentSteps steps, Clock clock) {
        this.grid = grid;
        this.ledger = ledger;
        this.sales = sales;
        this.steps = steps;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.merchant(Method.POST, "/sales/{saleId}/orders/{orderId}/refund", this::refund)
                .within(TIMEOUT));
    }

    private CompletableFuture<Answer> refund(Call call) {
        String orgId = call.orgId();
        String saleId = call.saleId();
        String key = call.idempotencyKey();
        UUID orderId = WireId.parseOrder(call.path("orderId"));
        call.noBody();
        return ledger.orders(store -> {
                    OrderRow row = store.find(orgId, saleId, orderId).orElseThrow(() -> Problem.notFound("order"));
                    if (key != null) {
                        store.rememberRefund(orgId, saleId, orderId, key);
                    }
                    return row;
                })
                .thenCompose(row -> sales.recall(saleId).thenCompose(view -> refund(view, row)));
    }

    private CompletableFuture<Answer> refund(SaleView view, OrderRow row) {
        return grid.submit(view.sale(), row.userId(), new Command.Find(row.orderId(), row.userId()))
                .thenCompose(outcome -> isForgotten(outcome)
                        ? CompletableFuture.completedFuture(ofForgotten(row))
                        : refund(view, row, Refusals.accepted(outcome)));
    }

    private static boolean isForgotten(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                && (refused.refusal() == Refusal.NOT_FOUND || refused.refusal() == Refusal.GONE);
    }

    /** The grid remembers what binds units; of the rest the ledger has the last word. */
    private static Answer ofForgotten(OrderRow row) {
        if (row.status().equals(OrderStatus.REFUNDED.word())) {
            return Answer.ok(OrderBody.ofMerchant(row));
        }
        throw new Problem(ErrorCode.NOT_REFUNDABLE, "the order was never paid");
    }

    private CompletableFuture<Answer> refund(SaleView view, OrderRow row, Reservation reservation) {
        Attempt attempt = reservation.attempt();
        if (attempt == null) {
            throw new Problem(ErrorCode.NOT_REFUNDABLE, "the order was never paid");
        }
        Subject subject =
                new Subject(view.sale(), reservation, reservation.attempts().size(), false);
        return switch (attempt.state()) {
            case CAPTURED ->
                steps.record(subject, AttemptState.REFUNDING, null, null)
                        .thenCompose(steps::refund)
                        .thenApply(refunded -> answer(row, refunded));
            case REFUNDING -> steps.refund(subject).thenApply(refunded -> answer(row, refunded));
            case REFUNDED -> CompletableFuture.completedFuture(answer(row, subject));
            case STARTED, ACTION_REQUIRED, UNKNOWN, AUTHORISED ->
                throw new Problem(ErrorCode.PAYMENT_IN_PROGRESS, "the payment is not settled yet; come again")
                        .retryAfterSec(1);
            case DECLINED, WITHDRAWN, UNDONE -> throw new Problem(ErrorCode.NOT_REFUNDABLE, "the order was never paid");
        };
    }

    private Answer answer(OrderRow row, Subject subject) {
        Attempt attempt = subject.attempt();
        if (attempt.state() == AttemptState.CAPTURED) {
            throw new Problem(ErrorCode.NOT_REFUNDABLE, "the provider refused: " + attempt.reason());
        }
        int status = attempt.state() == AttemptState.REFUNDED ? 200 : 202;
        return Answer.json(status, OrderBody.ofMerchant(row, attempt, clock.instant()));
    }
}
