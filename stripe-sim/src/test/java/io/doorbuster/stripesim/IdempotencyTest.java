package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.ApiException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private static final String CREATE = "POST /v1/payment_intents";
    private static final PaymentIntentCreateParams PARAMS = Stripe.authorised("pm_card_visa");

    private final TestClock clock = new TestClock();
    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS.withClock(clock));
    private final StripeClient stripe = Stripe.client(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void replaysTheFirstAnswer() throws StripeException {
        PaymentIntent first = create(PARAMS, "k");
        stripe.v1().paymentIntents().capture(first.getId());

        PaymentIntent again = create(PARAMS, "k");

        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getStatus()).isEqualTo("requires_capture");
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .hasValue("true");
        assertThat(first.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void refusesAKeyWithOtherParameters() throws StripeException {
        create(PARAMS, "k");

        IdempotencyException refused = catchThrowableOfType(
                IdempotencyException.class, () -> create(Stripe.intent().build(), "k"));

        assertThat(refused.getStatusCode()).isEqualTo(400);
    }

    @Test
    void keepsKeysApartByAccount() throws StripeException {
        create(PARAMS, "k");

        stripe.v1()
                .paymentIntents()
                .create(
                        PARAMS,
                        RequestOptions.builder()
                                .setIdempotencyKey("k")
                                .setStripeAccount("acct_1")
                                .build());

        assertThat(sim.intents()).hasSize(2);
    }

    @Test
    void replaysADecline() {
        PaymentIntentCreateParams declined = Stripe.authorised("pm_card_chargeDeclined");
        CardException first = catchThrowableOfType(CardException.class, () -> create(declined, "k"));

        CardException again = catchThrowableOfType(CardException.class, () -> create(declined, "k"));

        assertThat(again.getStripeError().getPaymentIntent().getId())
                .isEqualTo(first.getStripeError().getPaymentIntent().getId());
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void replaysA500ThatDidNothing() {
        sim.once(Fault.ERROR_BEFORE, CREATE);

        assertThat(catchThrowableOfType(ApiException.class, () -> create(PARAMS, "k"))
                        .getStatusCode())
                .isEqualTo(500);
        assertThat(catchThrowableOfType(ApiException.class, () -> create(PARAMS, "k"))
                        .getStatusCode())
                .isEqualTo(500);
        assertThat(sim.intents()).isEmpty();
    }

    @Test
    void replaysA500ThatDidEverything() {
        sim.once(Fault.ERROR_AFTER, CREATE);

        assertThat(catchThrowableOfType(ApiException.class, () -> create(PARAMS, "k"))
                        .getStatusCode())
                .isEqualTo(500);
        assertThat(catchThrowableOfType(ApiException.class, () -> create(PARAMS, "k"))
                        .getStatusCode())
                .isEqualTo(500);
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void doesNotKeepWhatFailedValidation() throws StripeException {
        assertThatThrownBy(() -> create(Stripe.intent().setAmount(0L).build(), "k"))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(create(PARAMS, "k").getStatus()).isEqualTo("requires_capture");
    }

    @Test
    void doesNotKeep429And409() throws StripeException {
        sim.once(Fault.RATE_LIMITED, CREATE).once(Fault.CONFLICT, CREATE);
        assertThatThrownBy(() -> create(PARAMS, "k")).isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> create(PARAMS, "k")).isInstanceOf(ApiException.class);

        assertThat(create(PARAMS, "k").getStatus()).isEqualTo("requires_capture");
    }

    @Test
    void refusesAKeyThatIsInUse() {
        sim.faults(Faults.NONE.withPace(Duration.ofMinutes(1)));
        CompletableFuture<Throwable> first = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(StripeException.class, () -> create(PARAMS, "k")));
        await().until(() -> sim.requests().containsKey(CREATE));
        sim.faults(Faults.NONE);

        await().untilAsserted(() -> {
            ApiException refused = catchThrowableOfType(ApiException.class, () -> create(PARAMS, "k"));
            assertThat(refused.getStatusCode()).isEqualTo(409);
            assertThat(refused.getCode()).isEqualTo("idempotency_key_in_use");
        });
        sim.close();
        assertThat(first).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void forgetsAKeyAfterADay() throws StripeException {
        create(PARAMS, "k");
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        create(PARAMS, "k");
        assertThat(sim.intents()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        create(PARAMS, "k");

        assertThat(sim.intents()).hasSize(2);
    }

    @Test
    void refusesAKeyThatIsTooLong() {
        Idempotency keys = new Idempotency(clock);

        assertThatThrownBy(() -> keys.begin("a", "k".repeat(256), "r")).isInstanceOf(Refusal.class);
    }

    private PaymentIntent create(PaymentIntentCreateParams params, String key) throws StripeException {
        return stripe.v1().paymentIntents().create(params, Stripe.key(key));
    }
}
