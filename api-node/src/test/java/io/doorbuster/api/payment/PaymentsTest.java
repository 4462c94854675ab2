package io.doorbuster.api.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaymentsTest {
    /** Answers when the test says so, or never. */
    private static final class HandGateway implements PaymentGateway {
        final List<CompletableFuture<PaymentStatus>> asked = new ArrayList<>();

        private synchronized CompletionStage<PaymentStatus> ask() {
            CompletableFuture<PaymentStatus> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        boolean up = true;

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public boolean isUp() {
            return up;
        }

        @Override
        public CompletionStage<PaymentPage> list(String orgId, String saleId, Instant from, @Nullable String cursor) {
            throw new IllegalStateException("broken");
        }

        @Override
        public boolean accepts(String paymentMethod) {
            return true;
        }

        @Override
        public CompletionStage<PaymentStatus> authorise(Payment payment, String paymentMethod) {
            return ask();
        }

        @Override
        public CompletionStage<PaymentStatus> capture(Payment payment) {
            throw new IllegalStateException("broken");
        }

        @Override
        public CompletionStage<PaymentStatus> find(Payment payment) {
            return ask();
        }

        @Override
        public CompletionStage<PaymentStatus> cancel(Payment payment) {
            return ask();
        }

        @Override
        public CompletionStage<PaymentStatus> refund(Payment payment) {
            return ask();
        }

        @Override
        public void close() {}
    }

    private final HandGateway gateway = new HandGateway();
    private final Payment payment = new Payment(
            new PaymentKey("sal_x", UUID.randomUUID(), 1),
            "acme",
            "ann",
            List.of(1),
            new Money(1, "usd"),
            Instant.EPOCH,
            null);

    private Payments payments(Duration timeout) {
        return new Payments(gateway, Runnable::run, timeout, 1, 1);
    }

    @Test
    void letsCallsWaitAndRefusesTheRest() {
        Payments payments = payments(Duration.ofMinutes(1));
        CompletableFuture<PaymentStatus> first = payments.authorise(payment, "pm_card_visa");
        CompletableFuture<PaymentStatus> second = payments.authorise(payment, "pm_card_visa");
        assertThatThrownBy(payments::requireRoom).hasMessageContaining("waiting");
        CompletableFuture<PaymentStatus> third = payments.authorise(payment, "pm_card_visa");
        assertThat(third.join()).isInstanceOf(PaymentStatus.NotAsked.class);
        assertThat(payments.find(payment).join()).isInstanceOf(PaymentStatus.NotAsked.class);
        assertThat(gateway.asked).hasSize(1);
        gateway.asked.get(0).complete(new PaymentStatus.Authorised("a"));
        assertThat(first.join()).isEqualTo(new PaymentStatus.Authorised("a"));
        assertThat(gateway.asked).hasSize(2);
        gateway.asked.get(1).complete(new PaymentStatus.Authorised("b"));
        assertThat(second.join()).isEqualTo(new PaymentStatus.Authorised("b"));
        payments.requireRoom();
    }

    @Test
    void tellsACallThatWasMadeFromOneThatWasNot() {
        Payments payments = payments(Duration.ofMillis(50));
        CompletableFuture<PaymentStatus> made = payments.authorise(payment, "pm_card_visa");
        CompletableFuture<PaymentStatus> waiting = payments.authorise(payment, "pm_card_visa");
        assertThat(made.join()).isInstanceOf(PaymentStatus.Unknown.class);
        // The first one's end may have made the second; then its fate is unknown, else it was never asked.
        assertThat(waiting.join())
                .isInstanceOf(gateway.asked.size() == 2 ? PaymentStatus.Unknown.class : PaymentStatus.NotAsked.class);
    }

    @Test
    void turnsBuyersAwayWhileTheProviderIsAway() {
        Payments payments = payments(Duration.ofMinutes(1));
        payments.requireRoom();
        gateway.up = false;
        assertThatThrownBy(payments::requireRoom)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void takesABrokenProviderForASilentOne() {
        assertThat(payments(Duration.ofMinutes(1)).capture(payment).join()).isInstanceOf(PaymentStatus.Unknown.class);
    }
}
