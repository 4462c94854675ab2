package io.doorbuster.api.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentRequest;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.payment.PaymentStatus.ActionRequired;
import io.doorbuster.payment.PaymentStatus.Authorised;
import io.doorbuster.payment.PaymentStatus.Cancelled;
import io.doorbuster.payment.PaymentStatus.Captured;
import io.doorbuster.payment.PaymentStatus.Declined;
import io.doorbuster.payment.PaymentStatus.NotFound;
import io.doorbuster.payment.PaymentStatus.Refunded;
import io.doorbuster.sale.Money;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every provider must do; each one's test extends this. */
abstract class PaymentGatewayContract {
    final PaymentKey key = new PaymentKey("sal_x", UUID.randomUUID(), 1);

    abstract PaymentGateway gateway();

    abstract String succeeds();

    abstract String declines();

    abstract String requiresAction();

    PaymentStatus authorise(PaymentKey of, String method) {
        return get(gateway()
                .authorise(new PaymentRequest(of, "acme", "ann", List.of(7), new Money(1_999, "usd"), method)));
    }

    static PaymentStatus get(CompletionStage<PaymentStatus> status) {
        return status.toCompletableFuture().join();
    }

    @Test
    void movesMoneyInTwoStepsAndBack() {
        assertThat(get(gateway().find(key))).isInstanceOf(NotFound.class);
        assertThat(authorise(key, succeeds())).isInstanceOf(Authorised.class);
        assertThat(get(gateway().find(key))).isInstanceOf(Authorised.class);
        PaymentStatus captured = get(gateway().capture(key));
        assertThat(captured).isInstanceOf(Captured.class);
        assertThat(get(gateway().capture(key))).isEqualTo(captured);
        assertThat(authorise(key, succeeds())).isEqualTo(captured);
        assertThat(get(gateway().refund(key))).isInstanceOf(Refunded.class);
        assertThat(get(gateway().refund(key))).isInstanceOf(Refunded.class);
        assertThat(get(gateway().find(key))).isInstanceOf(Refunded.class);
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
        assertThat(get(gateway().find(key))).isInstanceOf(ActionRequired.class);
    }

    @Test
    void neverChargesForACancelledKey() {
        assertThat(get(gateway().cancel(key))).isInstanceOf(Cancelled.class);
        assertThat(authorise(key, succeeds())).isInstanceOf(Cancelled.class);
        assertThat(get(gateway().capture(key))).isInstanceOf(Cancelled.class);
        PaymentKey other = new PaymentKey(key.saleId(), UUID.randomUUID(), 1);
        authorise(other, succeeds());
        assertThat(get(gateway().cancel(other))).isInstanceOf(Cancelled.class);
        assertThat(get(gateway().capture(other))).isInstanceOf(Cancelled.class);
    }

    @Test
    void doesNotCancelWhatWasCaptured() {
        authorise(key, succeeds());
        get(gateway().capture(key));
        assertThat(get(gateway().cancel(key))).isInstanceOf(Captured.class);
    }

    @Test
    void knowsItsMeansOfPayment() {
        assertThat(gateway().accepts(succeeds())).isTrue();
        assertThat(gateway().accepts("cash")).isFalse();
    }
}
