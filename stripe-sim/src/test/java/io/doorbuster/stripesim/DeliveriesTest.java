package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeObject;
import com.stripe.param.RefundCreateParams;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final String SECRET = "whsec_1";

    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS);
    private final StripeClient stripe = Stripe.client(sim);
    private final Inbox inbox;

    DeliveriesTest() throws IOException {
        inbox = new Inbox(SECRET);
    }

    @AfterEach
    void close() {
        sim.close();
        inbox.close();
    }

    @Test
    void tellsOfAPaymentAndItsRefund() throws StripeException {
        sim.deliverTo(inbox.url(), SECRET);
        PaymentIntent made = stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_visa"), Stripe.key("k1"));
        stripe.v1().paymentIntents().capture(made.getId());
        stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(made.getId())
                        .build());

        arrive(
                "charge.refunded",
                "payment_intent.amount_capturable_updated",
                "payment_intent.created",
                "payment_intent.succeeded");
        Event succeeded = one("payment_intent.succeeded");
        assertThat(succeeded.getId()).startsWith("evt_");
        assertThat(succeeded.getApiVersion()).isEqualTo(com.stripe.Stripe.API_VERSION);
        assertThat(succeeded.getLivemode()).isFalse();
        assertThat(object(succeeded, PaymentIntent.class).getAmountReceived()).isEqualTo(1999);
        assertThat(one("payment_intent.created").getRequest().getIdempotencyKey())
                .isEqualTo("k1");
        Charge charge = object(one("charge.refunded"), Charge.class);
        assertThat(charge.getRefunded()).isTrue();
        assertThat(charge.getPaymentIntent()).isEqualTo(made.getId());
    }

    @Test
    void tellsOfADispute() throws StripeException {
        PaymentIntent made = stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_createDispute"));
        sim.deliverTo(inbox.url(), SECRET);
        stripe.v1().paymentIntents().capture(made.getId());

        await().untilAsserted(() -> assertThat(inbox.types()).contains("charge.dispute.created"));
        Dispute dispute = object(one("charge.dispute.created"), Dispute.class);
        assertThat(dispute.getPaymentIntent()).isEqualTo(made.getId());
        assertThat(dispute.getAmount()).isEqualTo(1999);
    }

    @Test
    void tellsOfADeclineAChallengeAndACancellation() throws StripeException {
        sim.deliverTo(inbox.url(), SECRET);
        assertThatThrownBy(() -> stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_chargeDeclined")))
                .isInstanceOf(CardException.class);
        PaymentIntent waiting =
                stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_authenticationRequired"));
        stripe.v1().paymentIntents().cancel(waiting.getId());

        arrive(
                "payment_intent.canceled",
                "payment_intent.created",
                "payment_intent.created",
                "payment_intent.payment_failed",
                "payment_intent.requires_action");
    }

    @Test
    void namesTheConnectedAccount() throws StripeException {
        sim.deliverTo(inbox.url(), SECRET);
        stripe.v1().paymentIntents().create(Stripe.intent().build(), Stripe.account("acct_1"));

        arrive("payment_intent.created");
        assertThat(one("payment_intent.created").getAccount()).isEqualTo("acct_1");
    }

    @Test
    void signsWithEachSecretSoThatOneCanBeRotated() throws StripeException {
        sim.deliverTo(inbox.url(), "whsec_old", SECRET);
        stripe.v1().paymentIntents().create(Stripe.intent().build());

        arrive("payment_intent.created");
    }

    @Test
    void isRefusedWithAnotherSecretAndTriesAgain() throws StripeException {
        sim.deliverTo(inbox.url(), "whsec_forged");
        stripe.v1().paymentIntents().create(Stripe.intent().build());

        await().until(() -> inbox.forged() >= 2);
        assertThat(inbox.events()).isEmpty();
    }

    @Test
    void triesAgainUntilItIsTaken() throws StripeException {
        inbox.refuse(3);
        sim.deliverTo(inbox.url(), SECRET);
        stripe.v1().paymentIntents().create(Stripe.intent().build());

        arrive("payment_intent.created");
    }

    @Test
    void deliversTwice() throws StripeException {
        sim.deliverTo(inbox.url(), SECRET).faults(Faults.NONE.with(Fault.EVENT_TWICE, 1));
        stripe.v1().paymentIntents().create(Stripe.intent().build());

        arrive("payment_intent.created", "payment_intent.created");
        assertThat(inbox.events())
                .extracting(Event::getId)
                .containsOnly(inbox.events().get(0).getId());
    }

    @Test
    void losesAnEvent() throws StripeException {
        sim.deliverTo(inbox.url(), SECRET).faults(Faults.NONE.with(Fault.EVENT_LOST, 1));
        PaymentIntent made = stripe.v1().paymentIntents().create(Stripe.intent().build());
        sim.faults(Faults.NONE);
        stripe.v1().paymentIntents().cancel(made.getId());

        arrive("payment_intent.canceled");
        assertThat(sim.faultCounts()).containsEntry(Fault.EVENT_LOST, 1L);
    }

    @Test
    void swapsAnEventWithTheNext() throws StripeException {
        sim.deliverTo(inbox.url(), SECRET).faults(Faults.NONE.with(Fault.EVENT_SWAPPED, 1));
        PaymentIntent made = stripe.v1().paymentIntents().create(Stripe.intent().build());
        sim.faults(Faults.NONE);
        stripe.v1().paymentIntents().cancel(made.getId());

        arrive("payment_intent.canceled", "payment_intent.created");
    }

    @Test
    void deliversLate() throws StripeException {
        sim.deliverTo(inbox.url(), SECRET)
                .faults(Faults.NONE.with(Fault.EVENT_LATE, 1).withDelay(Duration.ofMillis(20), Duration.ofMillis(40)));
        stripe.v1().paymentIntents().create(Stripe.intent().build());

        arrive("payment_intent.created");
        assertThat(sim.faultCounts()).containsEntry(Fault.EVENT_LATE, 1L);
    }

    private void arrive(String... types) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(inbox.types()).isEqualTo(List.of(types)));
    }

    private Event one(String type) {
        return inbox.events().stream()
                .filter(event -> event.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static <T extends StripeObject> T object(Event event, Class<T> type) {
        return type.cast(event.getDataObjectDeserializer().getObject().orElseThrow());
    }
}
