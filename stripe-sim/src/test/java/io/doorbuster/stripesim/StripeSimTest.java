package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentRetrieveParams;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripeSimTest {
    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS);
    private final StripeClient stripe = Stripe.client(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void plantsACapturedIntent() throws StripeException {
        String id = sim.plant(StripeSim.PLATFORM, 777, "eur", Map.of("order", "o9"));

        PaymentIntent seen = stripe.v1()
                .paymentIntents()
                .retrieve(
                        id,
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build());

        assertThat(seen.getStatus()).isEqualTo("succeeded");
        assertThat(seen.getAmountReceived()).isEqualTo(777);
        assertThat(seen.getMetadata()).containsEntry("order", "o9");
        assertThat(seen.getLatestChargeObject().getCaptured()).isTrue();
    }

    @Test
    void tampersWithAmountAndMetadata() throws StripeException {
        String id = sim.plant(StripeSim.PLATFORM, 777, "eur", Map.of("order", "o9"));

        sim.tamperAmount(id, 5);
        sim.tamperMetadata(id, Map.of("order", "o8"));

        PaymentIntent seen = stripe.v1().paymentIntents().retrieve(id);
        assertThat(seen.getAmount()).isEqualTo(5);
        assertThat(seen.getAmountReceived()).isEqualTo(5);
        assertThat(seen.getMetadata()).containsEntry("order", "o8");
        assertThatThrownBy(() -> sim.tamperAmount("pi_no", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forgetsAnIntent() {
        String id = sim.plant(StripeSim.PLATFORM, 777, "eur", Map.of());

        sim.forget(id);

        assertThat(sim.intents()).isEmpty();
        assertThat(sim.intent(id)).isEmpty();
    }

    @Test
    void countsRequestsByRoute() throws StripeException {
        PaymentIntent made = stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_visa"));
        stripe.v1().paymentIntents().capture(made.getId());
        stripe.v1().paymentIntents().retrieve(made.getId());
        stripe.v1().paymentIntents().retrieve(made.getId());

        assertThat(sim.requests())
                .isEqualTo(Map.of(
                        "POST /v1/payment_intents",
                        1L,
                        "POST /v1/payment_intents/{id}/capture",
                        1L,
                        "GET /v1/payment_intents/{id}",
                        2L));
    }

    @Test
    void capturesOnceHoweverManyAskAtTheSameTime() throws StripeException {
        PaymentIntent made = stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_visa"));

        List<Boolean> captured = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> {
                    try {
                        stripe.v1().paymentIntents().capture(made.getId());
                        return true;
                    } catch (StripeException refused) {
                        return false;
                    }
                })
                .toList();

        assertThat(captured).containsOnlyOnce(true);
    }

    @Test
    void refusesAPortThatIsTaken() {
        StripeSimConfig same = StripeSimConfig.DEFAULTS.withPort(sim.apiBase().getPort());

        assertThatThrownBy(() -> StripeSim.start(same)).isInstanceOf(java.io.UncheckedIOException.class);
    }
}
