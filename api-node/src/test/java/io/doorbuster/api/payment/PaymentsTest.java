package io.doorbuster.api.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.api.http.Problem;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentRequest;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

        @Override
        public boolean accepts(String paymentMethod) {
            return true;
        }

        @Override
        public CompletionStage<PaymentStatus> authorise(PaymentRequest request) {
            return ask();
        }

        @Override
        public CompletionStage<PaymentStatus> capture(PaymentKey key) {
            throw new IllegalStateException("broken");
        }

        @Override
        public CompletionStage<PaymentStatus> find(PaymentKey key) {
            return ask();
        }

        @Override
        public CompletionStage<PaymentStatus> cancel(PaymentKey key) {
            return ask();
        }

        @Override
        public CompletionStage<PaymentStatus> refund(PaymentKey key) {
            return ask();
        }

        @Override
        public void close() {}
    }

    private final HandGateway gateway = new HandGateway();
    private final PaymentKey key = new PaymentKey("sal_x", UUID.randomUUID(), 1);
    private final PaymentRequest request =
            new PaymentRequest(key, "acme", "ann", List.of(1), new Money(1, "usd"), "pm_card_visa");

    private Payments payments(Duration timeout) {
        return new Payments(gateway, Runnable::run, timeout, 1, 1);
    }

    @Test
    void letsCallsWaitAndRefusesTheRest() {
        Payments payments = payments(Duration.ofMinutes(1));
        CompletableFuture<PaymentStatus> first = payments.authorise(request);
        CompletableFuture<PaymentStatus> second = payments.authorise(request);
        assertThat(payments.hasRoom()).isFalse();
        CompletableFuture<PaymentStatus> third = payments.authorise(request);
        assertThatThrownBy(third::join).hasCauseInstanceOf(Problem.class);
        assertThat(payments.find(key).join()).isInstanceOf(PaymentStatus.Unknown.class);
        assertThat(gateway.asked).hasSize(1);
        gateway.asked.get(0).complete(new PaymentStatus.Authorised("a"));
        assertThat(first.join()).isEqualTo(new PaymentStatus.Authorised("a"));
        assertThat(gateway.asked).hasSize(2);
        gateway.asked.get(1).complete(new PaymentStatus.Authorised("b"));
        assertThat(second.join()).isEqualTo(new PaymentStatus.Authorised("b"));
        assertThat(payments.hasRoom()).isTrue();
    }

    @Test
    void tellsACallThatWasMadeFromOneThatWasNot() {
        Payments payments = payments(Duration.ofMillis(50));
        CompletableFuture<PaymentStatus> made = payments.authorise(request);
        CompletableFuture<PaymentStatus> waiting = payments.authorise(request);
        assertThat(made.join()).isInstanceOf(PaymentStatus.Unknown.class);
        // The first one's end may have made the second; then its fate is unknown, else it was never asked.
        PaymentStatus second =
                waiting.exceptionally(problem -> new PaymentStatus.NotFound()).join();
        assertThat(second)
                .isInstanceOf(gateway.asked.size() == 2 ? PaymentStatus.Unknown.class : PaymentStatus.NotFound.class);
    }

    @Test
    void takesABrokenProviderForASilentOne() {
        assertThat(payments(Duration.ofMinutes(1)).capture(key).join()).isInstanceOf(PaymentStatus.Unknown.class);
    }
}
