package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeError;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentIntentUpdateParams;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentIntentsTest {
    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS);
    private final StripeClient stripe = Stripe.client(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void createsWithoutAPaymentMethod() throws StripeException {
        PaymentIntent made =
                create(Stripe.intent().putMetadata("order", "o 1&2").build());

        assertThat(made.getId()).startsWith("pi_");
        assertThat(made.getObject()).isEqualTo("payment_intent");
        assertThat(made.getClientSecret()).startsWith(made.getId() + "_secret_");
        assertThat(made.getStatus()).isEqualTo("requires_payment_method");
        assertThat(made.getAmount()).isEqualTo(1999);
        assertThat(made.getAmountCapturable()).isZero();
        assertThat(made.getCurrency()).isEqualTo("eur");
        assertThat(made.getCaptureMethod()).isEqualTo("manual");
        assertThat(made.getMetadata()).containsOnlyKeys("order").containsEntry("order", "o 1&2");
        assertThat(made.getLivemode()).isFalse();
        assertThat(made.getLatestCharge()).isNull();
        assertThat(made.getNextAction()).isNull();
    }

    @Test
    void confirmsInASecondStep() throws StripeException {
        PaymentIntent made =
                create(Stripe.intent().setPaymentMethod("pm_card_visa").build());
        assertThat(made.getStatus()).isEqualTo("requires_confirmation");

        PaymentIntent confirmed = stripe.v1().paymentIntents().confirm(made.getId());

        assertThat(confirmed.getStatus()).isEqualTo("requires_capture");
        assertThat(confirmed.getAmountCapturable()).isEqualTo(1999);
        assertThat(confirmed.getLatestCharge()).startsWith("ch_");
    }

    @Test
    void confirmsWithAMethodGivenThen() throws StripeException {
        PaymentIntent made = create(Stripe.intent().build());

        PaymentIntent confirmed = confirm(made, "pm_card_mastercard");

        assertThat(confirmed.getStatus()).isEqualTo("requires_capture");
        assertThat(confirmed.getPaymentMethod()).isEqualTo("pm_card_mastercard");
    }

    @Test
    void confirmsWithoutAnyMethodAre400() throws StripeException {
        PaymentIntent made = create(Stripe.intent().build());

        InvalidRequestException refused =
                refused(() -> stripe.v1().paymentIntents().confirm(made.getId()));

        assertThat(refused.getCode()).isEqualTo("payment_intent_unexpected_state");
    }

    @Test
    void capturesAll() throws StripeException {
        PaymentIntent made = create(Stripe.authorised("pm_card_visa"));
        assertThat(made.getStatus()).isEqualTo("requires_capture");

        PaymentIntent captured = stripe.v1().paymentIntents().capture(made.getId());

        assertThat(captured.getStatus()).isEqualTo("succeeded");
        assertThat(captured.getAmountReceived()).isEqualTo(1999);
        assertThat(captured.getAmountCapturable()).isZero();
    }

    @Test
    void capturesAPart() throws StripeException {
        PaymentIntent made = create(Stripe.authorised("pm_card_visa"));

        PaymentIntent captured = stripe.v1()
                .paymentIntents()
                .capture(
                        made.getId(),
                        PaymentIntentCaptureParams.builder()
                                .setAmountToCapture(500L)
                                .build());

        assertThat(captured.getStatus()).isEqualTo("succeeded");
        assertThat(captured.getAmountReceived()).isEqualTo(500);
    }

    @Test
    void refusesToCaptureMoreThanAuthorised() throws StripeException {
        PaymentIntent made = create(Stripe.authorised("pm_card_visa"));
        PaymentIntentCaptureParams more =
                PaymentIntentCaptureParams.builder().setAmountToCapture(2000L).build();

        assertThat(refused(() -> stripe.v1().paymentIntents().capture(made.getId(), more))
                        .getCode())
                .isEqualTo("amount_too_large");
    }

    @Test
    void automaticCaptureSucceedsAtOnce() throws StripeException {
        PaymentIntent made = create(Stripe.intent()
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.AUTOMATIC)
                .setPaymentMethod("pm_card_visa")
                .setConfirm(true)
                .build());

        assertThat(made.getStatus()).isEqualTo("succeeded");
        assertThat(made.getAmountReceived()).isEqualTo(1999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "pm_card_visa", "confirmed", "authenticating"})
    void cancelsWhatIsNotCaptured(String state) throws StripeException {
        PaymentIntent made = switch (state) {
            case "none" -> create(Stripe.intent().build());
            case "confirmed" -> create(Stripe.authorised("pm_card_visa"));
            case "authenticating" -> create(Stripe.authorised("pm_card_authenticationRequired"));
            default -> create(Stripe.intent().setPaymentMethod(state).build());
        };

        PaymentIntent canceled = stripe.v1()
                .paymentIntents()
                .cancel(
                        made.getId(),
                        PaymentIntentCancelParams.builder()
                                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                                .build());

        assertThat(canceled.getStatus()).isEqualTo("canceled");
        assertThat(canceled.getCancellationReason()).isEqualTo("abandoned");
        assertThat(canceled.getCanceledAt()).isNotNull();
        assertThat(canceled.getAmountCapturable()).isZero();
    }

    @Test
    void refusesToCancelWhatIsCapturedAndShowsTheIntent() throws StripeException {
        PaymentIntent made = create(Stripe.authorised("pm_card_visa"));
        stripe.v1().paymentIntents().capture(made.getId());

        InvalidRequestException refused =
                refused(() -> stripe.v1().paymentIntents().cancel(made.getId()));

        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getCode()).isEqualTo("payment_intent_unexpected_state");
        assertThat(error(refused).getPaymentIntent().getStatus()).isEqualTo("succeeded");
    }

    @Test
    void refusesToCaptureOrConfirmWhatIsCanceled() throws StripeException {
        PaymentIntent made = create(Stripe.authorised("pm_card_visa"));
        stripe.v1().paymentIntents().cancel(made.getId());

        assertThat(refused(() -> stripe.v1().paymentIntents().capture(made.getId()))
                        .getCode())
                .isEqualTo("payment_intent_unexpected_state");
        assertThat(refused(() -> confirm(made, "pm_card_visa")).getCode()).isEqualTo("payment_intent_unexpected_state");
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined,card_declined,generic_decline",
        "pm_card_chargeDeclinedInsufficientFunds,card_declined,insufficient_funds",
        "pm_card_visa_chargeDeclinedLostCard,card_declined,lost_card",
        "pm_card_chargeDeclinedExpiredCard,expired_card,",
    })
    void declinesWithTheCardsReason(String card, String code, String declineCode) {
        CardException declined = catchThrowableOfType(CardException.class, () -> create(Stripe.authorised(card)));

        assertThat(declined.getStatusCode()).isEqualTo(402);
        assertThat(declined.getCode()).isEqualTo(code);
        assertThat(declined.getDeclineCode()).isEqualTo(declineCode);
        PaymentIntent left = error(declined).getPaymentIntent();
        assertThat(left.getStatus()).isEqualTo("requires_payment_method");
        assertThat(left.getLastPaymentError().getCode()).isEqualTo(code);
        assertThat(left.getPaymentMethod()).isNull();
        assertThat(sim.intent(left.getId()))
                .hasValueSatisfying(seen -> assertThat(seen.captured()).isFalse());
    }

    @Test
    void takesAnotherCardAfterADecline() throws StripeException {
        CardException declined =
                catchThrowableOfType(CardException.class, () -> create(Stripe.authorised("pm_card_chargeDeclined")));

        PaymentIntent confirmed = confirm(error(declined).getPaymentIntent(), "pm_card_visa");

        assertThat(confirmed.getStatus()).isEqualTo("requires_capture");
        assertThat(confirmed.getLastPaymentError()).isNull();
    }

    @Test
    void refusesAnUnknownPaymentMethod() {
        InvalidRequestException refused = refused(() -> create(Stripe.authorised("pm_nothing")));

        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getCode()).isEqualTo("resource_missing");
        assertThat(refused.getParam()).isEqualTo("payment_method");
        assertThat(sim.intents()).isEmpty();
    }

    @Test
    void refusesAnUnknownIntentWith404() {
        InvalidRequestException refused =
                refused(() -> stripe.v1().paymentIntents().retrieve("pi_nothing"));

        assertThat(refused.getStatusCode()).isEqualTo(404);
        assertThat(refused.getCode()).isEqualTo("resource_missing");
        assertThat(refused.getParam()).isEqualTo("intent");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, 100_000_000})
    void refusesAnImpossibleAmount(long amount) {
        assertThat(refused(() -> create(Stripe.intent().setAmount(amount).build()))
                        .getParam())
                .isEqualTo("amount");
    }

    @Test
    void refusesAMissingOrWrongCurrency() {
        assertThat(refused(() -> create(PaymentIntentCreateParams.builder()
                                .setAmount(5L)
                                .build()))
                        .getParam())
                .isEqualTo("currency");
        assertThat(refused(() -> create(Stripe.intent().setCurrency("euro").build()))
                        .getParam())
                .isEqualTo("currency");
    }

    @Test
    void refusesTooMuchMetadata() {
        assertThat(refused(() -> create(Stripe.intent()
                                .putMetadata("k", "v".repeat(501))
                                .build()))
                        .getParam())
                .isEqualTo("metadata[k]");
    }

    @Test
    void expandsTheCharge() throws StripeException {
        PaymentIntent made = create(Stripe.authorised("pm_card_visa"));
        stripe.v1().paymentIntents().capture(made.getId());

        PaymentIntent seen = stripe.v1()
                .paymentIntents()
                .retrieve(
                        made.getId(),
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build());

        Charge charge = seen.getLatestChargeObject();
        assertThat(charge.getId()).isEqualTo(made.getLatestCharge());
        assertThat(charge.getCaptured()).isTrue();
        assertThat(charge.getRefunded()).isFalse();
        assertThat(charge.getAmountRefunded()).isZero();
        assertThat(charge.getDisputed()).isFalse();
        assertThat(charge.getPaymentIntent()).isEqualTo(made.getId());
        assertThat(stripe.v1().charges().retrieve(charge.getId()).getAmountCaptured())
                .isEqualTo(1999);
    }

    @Test
    void updatesMetadata() throws StripeException {
        PaymentIntent made = create(Stripe.intent().putMetadata("a", "1").build());

        PaymentIntent changed = stripe.v1()
                .paymentIntents()
                .update(
                        made.getId(),
                        PaymentIntentUpdateParams.builder()
                                .putMetadata("b", "2")
                                .build());

        assertThat(changed.getMetadata()).containsEntry("a", "1").containsEntry("b", "2");
    }

    @Test
    void answersErrorOnRequiresActionWithADecline() {
        CardException declined = catchThrowableOfType(
                CardException.class,
                () -> create(Stripe.intent()
                        .setPaymentMethod("pm_card_authenticationRequired")
                        .setConfirm(true)
                        .setErrorOnRequiresAction(true)
                        .build()));

        assertThat(declined.getCode()).isEqualTo("authentication_required");
    }

    private PaymentIntent create(PaymentIntentCreateParams params) throws StripeException {
        return stripe.v1().paymentIntents().create(params);
    }

    private PaymentIntent confirm(PaymentIntent intent, String card) throws StripeException {
        return stripe.v1()
                .paymentIntents()
                .confirm(
                        intent.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod(card)
                                .build());
    }

    private static StripeError error(StripeException e) {
        return Objects.requireNonNull(e.getStripeError());
    }

    private static InvalidRequestException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(InvalidRequestException.class, call);
    }
}
