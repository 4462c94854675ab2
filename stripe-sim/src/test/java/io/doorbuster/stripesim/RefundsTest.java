package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefundsTest {
    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS);
    private final StripeClient stripe = Stripe.client(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void refundsAllThatIsLeft() throws StripeException {
        String id = captured("pm_card_visa");

        Refund refund = refund(params(id).putMetadata("order", "o1"));

        assertThat(refund.getId()).startsWith("re_");
        assertThat(refund.getAmount()).isEqualTo(1999);
        assertThat(refund.getStatus()).isEqualTo("succeeded");
        assertThat(refund.getPaymentIntent()).isEqualTo(id);
        assertThat(refund.getMetadata()).containsEntry("order", "o1");
        PaymentIntent seen = stripe.v1()
                .paymentIntents()
                .retrieve(
                        id,
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build());
        assertThat(seen.getStatus()).isEqualTo("succeeded");
        assertThat(seen.getLatestChargeObject().getRefunded()).isTrue();
        assertThat(seen.getLatestChargeObject().getAmountRefunded()).isEqualTo(1999);
        assertThat(sim.intent(id))
                .hasValueSatisfying(view -> assertThat(view.refunded()).isTrue());
    }

    @Test
    void tellsLaterThatAPendingRefundHasSucceeded() throws Exception {
        try (Inbox inbox = new Inbox("whsec_1")) {
            sim.deliverTo(inbox.url(), "whsec_1");
            String id = captured("pm_card_pendingRefund");

            Refund refund = refund(params(id));

            assertThat(refund.getStatus()).isEqualTo("pending");
            await().untilAsserted(
                            () -> assertThat(retrieved(refund).getStatus()).isEqualTo("succeeded"));
            await().untilAsserted(() -> assertThat(inbox.types()).contains("charge.refunded", "refund.updated"));
            assertThat(refused(params(id)).getCode()).isEqualTo("charge_already_refunded");
        }
    }

    @Test
    void tellsLaterThatARefundHasFailedAfterAll() throws Exception {
        try (Inbox inbox = new Inbox("whsec_1")) {
            sim.deliverTo(inbox.url(), "whsec_1");
            String id = captured("pm_card_refundFail");

            Refund refund = refund(params(id));

            assertThat(refund.getStatus()).isEqualTo("succeeded");
            await().untilAsserted(() -> assertThat(inbox.types()).contains("refund.failed"));
            assertThat(retrieved(refund).getStatus()).isEqualTo("failed");
            assertThat(retrieved(refund).getFailureReason()).isEqualTo("expired_or_canceled_card");
            Charge charge = stripe.v1()
                    .paymentIntents()
                    .retrieve(
                            id,
                            PaymentIntentRetrieveParams.builder()
                                    .addExpand("latest_charge.refunds")
                                    .build())
                    .getLatestChargeObject();
            assertThat(charge.getRefunded()).isFalse();
            assertThat(charge.getRefunds().getData())
                    .extracting(Refund::getStatus)
                    .containsExactly("failed");
        }
    }

    @Test
    void settlesAfterARestartWhatWasUnderWay(@TempDir Path directory) throws StripeException {
        StripeSimConfig config = StripeSimConfig.DEFAULTS.withJournal(directory.resolve("journal"));
        Refund refund;
        try (StripeSim first = StripeSim.start(config)) {
            StripeClient client = Stripe.client(first);
            String id = client.v1()
                    .paymentIntents()
                    .create(Stripe.authorised("pm_card_pendingRefund"))
                    .getId();
            client.v1().paymentIntents().capture(id);
            refund = client.v1().refunds().create(params(id).build());
        }
        try (StripeSim second = StripeSim.start(config)) {
            StripeClient client = Stripe.client(second);
            await().untilAsserted(() -> assertThat(
                            client.v1().refunds().retrieve(refund.getId()).getStatus())
                    .isEqualTo("succeeded"));
        }
    }

    @Test
    void refundsInParts() throws StripeException {
        String id = captured("pm_card_visa");

        refund(params(id).setAmount(999L));
        refund(params(id).setAmount(1000L));

        assertThat(refused(params(id)).getCode()).isEqualTo("charge_already_refunded");
        assertThat(stripe.v1()
                        .refunds()
                        .list(RefundListParams.builder().setPaymentIntent(id).build())
                        .getData())
                .extracting(Refund::getAmount)
                .containsExactly(1000L, 999L);
    }

    @Test
    void retrievesARefund() throws StripeException {
        Refund refund = refund(params(captured("pm_card_visa")));

        assertThat(stripe.v1().refunds().retrieve(refund.getId()).getAmount()).isEqualTo(1999);
    }

    @Test
    void refusesASecondRefund() throws StripeException {
        String id = captured("pm_card_visa");
        refund(params(id));

        InvalidRequestException refused = refused(params(id));

        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getCode()).isEqualTo("charge_already_refunded");
    }

    @Test
    void refusesMoreThanWasCaptured() throws StripeException {
        assertThat(refused(params(captured("pm_card_visa")).setAmount(2000L)).getParam())
                .isEqualTo("amount");
    }

    @Test
    void refusesWhatIsNotCaptured() throws StripeException {
        String id = stripe.v1()
                .paymentIntents()
                .create(Stripe.authorised("pm_card_visa"))
                .getId();

        assertThat(refused(params(id)).getStatusCode()).isEqualTo(400);
    }

    @Test
    void refusesADisputedCharge() throws StripeException {
        String id = captured("pm_card_createDispute");

        assertThat(refused(params(id)).getCode()).isEqualTo("charge_disputed");
        assertThat(sim.intent(id))
                .hasValueSatisfying(view -> assertThat(view.disputed()).isTrue());
    }

    private String captured(String card) throws StripeException {
        String id = stripe.v1().paymentIntents().create(Stripe.authorised(card)).getId();
        return stripe.v1().paymentIntents().capture(id).getId();
    }

    private static RefundCreateParams.Builder params(String intent) {
        return RefundCreateParams.builder().setPaymentIntent(intent);
    }

    private Refund refund(RefundCreateParams.Builder params) throws StripeException {
        return stripe.v1().refunds().create(params.build());
    }

    private Refund retrieved(Refund refund) throws StripeException {
        return stripe.v1().refunds().retrieve(refund.getId());
    }

    private InvalidRequestException refused(RefundCreateParams.Builder params) {
        return catchThrowableOfType(InvalidRequestException.class, () -> refund(params));
    }
}
