package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

    private InvalidRequestException refused(RefundCreateParams.Builder params) {
        return catchThrowableOfType(InvalidRequestException.class, () -> refund(params));
    }
}
