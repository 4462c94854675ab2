package io.doorbuster.api.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.payment.PaymentStatus.ActionRequired;
import io.doorbuster.payment.PaymentStatus.Authorised;
import io.doorbuster.payment.PaymentStatus.Cancelled;
import io.doorbuster.payment.PaymentStatus.Captured;
import io.doorbuster.payment.PaymentStatus.Declined;
import io.doorbuster.payment.PaymentStatus.NotFound;
import io.doorbuster.payment.PaymentStatus.Refunded;
import io.doorbuster.sale.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every provider must do; each one's test extends this. */
public abstract class PaymentGatewayContract {
    /** One sale a test, since a provider's books last. */
    protected final String saleId = "sal_" + UUID.randomUUID();

    protected final PaymentKey key = new PaymentKey(saleId, UUID.randomUUID(), 1);
    protected final Instant reservedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    protected abstract PaymentGateway gateway();

    protected abstract String succeeds();

    protected abstract String declines();

    protected abstract String requiresAction();

    protected PaymentStatus authorise(PaymentKey of, String method) {
        return get(gateway().authorise(payment(of), method));
    }

    /** As after a restart: nobody remembers the provider's name for it. */
    protected Payment payment(PaymentKey of) {
        return new Payment(of, "acme", "ann", List.of(7), new Money(1_999, "usd"), reservedAt, null);
    }

    protected Payment payment() {
        return payment(key);
    }

    protected List<PaymentPage.Entry> books(String of) {
        List<PaymentPage.Entry> all = new ArrayList<>();
        String cursor = null;
        do {
            PaymentPage page = gateway()
                    .list("acme", of, reservedAt, cursor)
                    .toCompletableFuture()
                    .join();
            all.addAll(page.payments());
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }

    protected static PaymentStatus get(CompletionStage<PaymentStatus> status) {
        return status.toCompletableFuture().join();
    }

    @Test
    void movesMoneyInTwoStepsAndBack() {
        assertThat(get(gateway().find(payment()))).isInstanceOf(NotFound.class);
        assertThat(authorise(key, succeeds())).isInstanceOf(Authorised.class);
        assertThat(get(gateway().find(payment()))).isInstanceOf(Authorised.class);
        PaymentStatus captured = get(gateway().capture(payment()));
        assertThat(captured).isInstanceOf(Captured.class);
        assertThat(get(gateway().capture(payment()))).isEqualTo(captured);
        assertThat(authorise(key, succeeds())).isEqualTo(captured);
        assertThat(get(gateway().refund(payment()))).isInstanceOf(Refunded.class);
        assertThat(get(gateway().refund(payment()))).isInstanceOf(Refunded.class);
        assertThat(get(gateway().find(payment()))).isInstanceOf(Refunded.class);
    }

    @Test
    void declinesAndLetsAnotherAttemptSucceed() {
        assertThat(authorise(key, declines())).isInstanceOf(Declined.class);
        assertThat(authorise(key, succeeds())).isInstanceOf(Declined.class);
        PaymentKey next = new PaymentKey(key.saleId(), key.reservationId(), 2);
        assertThat(authorise(next, succeeds())).isInstanceOf(Authorised.class);
    }

    @Test
    void asksForASecondStep() {
        assertThat(authorise(key, requiresAction()))
                .isInstanceOfSatisfying(
                        ActionRequired.class,
                        action -> assertThat(action.clientSecret()).isNotEmpty());
        assertThat(get(gateway().find(payment()))).isInstanceOf(ActionRequired.class);
    }

    @Test
    void neverChargesForACancelledKey() {
        assertThat(get(gateway().cancel(payment()))).isInstanceOf(Cancelled.class);
        assertThat(authorise(key, succeeds())).isInstanceOf(Cancelled.class);
        assertThat(get(gateway().capture(payment()))).isInstanceOf(Cancelled.class);
        PaymentKey other = new PaymentKey(key.saleId(), UUID.randomUUID(), 1);
        authorise(other, succeeds());
        assertThat(get(gateway().cancel(payment(other)))).isInstanceOf(Cancelled.class);
        assertThat(get(gateway().capture(payment(other)))).isInstanceOf(Cancelled.class);
    }

    @Test
    void endsWhatWasDeclinedOrWaitsForTheBuyer() {
        authorise(key, declines());
        assertThat(get(gateway().cancel(payment()))).isInstanceOf(Cancelled.class);
        assertThat(get(gateway().cancel(payment()))).isInstanceOf(Cancelled.class);
        PaymentKey other = new PaymentKey(key.saleId(), UUID.randomUUID(), 1);
        authorise(other, requiresAction());
        assertThat(get(gateway().cancel(payment(other)))).isInstanceOf(Cancelled.class);
        assertThat(authorise(other, succeeds())).isInstanceOf(Cancelled.class);
    }

    @Test
    void sendsNoMoneyBackThatItNeverTook() {
        authorise(key, succeeds());
        assertThat(get(gateway().refund(payment()))).isInstanceOf(Authorised.class);
        assertThat(get(gateway().find(payment()))).isInstanceOf(Authorised.class);
        assertThat(get(gateway().cancel(payment()))).isInstanceOf(Cancelled.class);
        assertThat(get(gateway().refund(payment()))).isInstanceOf(Cancelled.class);
    }

    @Test
    void doesNotCancelWhatWasCaptured() {
        authorise(key, succeeds());
        get(gateway().capture(payment()));
        assertThat(get(gateway().cancel(payment()))).isInstanceOf(Captured.class);
    }

    @Test
    void showsItsBooksOfASale() {
        PaymentKey other = new PaymentKey(saleId, UUID.randomUUID(), 3);
        authorise(key, succeeds());
        get(gateway().capture(payment()));
        authorise(other, succeeds());
        authorise(new PaymentKey("sal_another", UUID.randomUUID(), 1), succeeds());
        assertThat(books(saleId))
                .allSatisfy(entry -> assertThat(entry.amount()).isEqualTo(new Money(1_999, "usd")))
                .anySatisfy(entry -> {
                    assertThat(entry.key()).isEqualTo(key);
                    assertThat(entry.status()).isInstanceOf(Captured.class);
                })
                .anySatisfy(entry -> {
                    assertThat(entry.key()).isEqualTo(other);
                    assertThat(entry.status()).isInstanceOf(Authorised.class);
                })
                .hasSize(2);
    }

    @Test
    void saysHowMuchItTakes() {
        assertThat(gateway().isUp()).isTrue();
        assertThat(gateway().concurrency()).isPositive();
    }

    @Test
    void knowsItsMeansOfPayment() {
        assertThat(gateway().accepts(succeeds())).isTrue();
        assertThat(gateway().accepts("cash")).isFalse();
    }
}
