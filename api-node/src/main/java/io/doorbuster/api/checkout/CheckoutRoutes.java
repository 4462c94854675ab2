package io.doorbuster.api.checkout;

import io.doorbuster.api.auth.Caller;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.Fields;
import io.doorbuster.api.http.Idempotency;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.http.WireId;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.inventory.Command;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/sales/{saleId}/checkout}. Thread-safe. */
public final class CheckoutRoutes {
    /** The wait for the ledger (10 s at most), the authorisation (25 s) and the capture (25 s). */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int MAX_ID_CHARS = 100;
    private static final int MAX_METHOD_CHARS = 200;

    private final Checkout checkout;
    private final Payments payments;
    private final SaleLookup sales;

    public CheckoutRoutes(Checkout checkout, Payments payments, SaleLookup sales) {
        this.checkout = checkout;
        this.payments = payments;
        this.sales = sales;
    }

    public List<Route> routes() {
        return List.of(Route.buyer(Method.POST, "/v1/sales/{saleId}/checkout", this::pay)
                .within(TIMEOUT));
    }

    private CompletableFuture<Answer> pay(Call call) {
        Caller buyer = call.caller();
        String saleId = call.saleId();
        String key = call.idempotencyKey();
        Fields fields = call.body();
        String reservation = fields.text("reservationId", 1, MAX_ID_CHARS);
        String paymentMethod = fields.text("paymentMethod", 1, MAX_METHOD_CHARS);
        fields.end();
        if (!payments.accepts(paymentMethod)) {
            throw fields.invalid("paymentMethod", "is not known to the payment provider");
        }
        UUID reservationId = WireId.parseReservation(reservation);
        payments.requireRoom();
        Command.StartPayment command = new Command.StartPayment(
                reservationId,
                buyer.userId(),
                Idempotency.commandId("checkout", saleId, buyer.userId(), key),
                Idempotency.fingerprint(reservation, paymentMethod));
        return sales.findRunning(saleId, buyer).thenCompose(view -> checkout.pay(view.sale(), command, paymentMethod));
    }
}
