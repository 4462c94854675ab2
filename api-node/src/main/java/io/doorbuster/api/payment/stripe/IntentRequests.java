package io.doorbuster.api.payment.stripe;

import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeSearchResult;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundCreateParams;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The requests that we make, with all their parameters. */
final class IntentRequests {
    /** Stripe's longest page. */
    static final long PAGE = 100;

    /** Our clock may be ahead of Stripe's. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(60);

    private static final String CHARGE = "latest_charge";
    /** With what became of each: a refund can fail at the bank days after it was made. */
    private static final String REFUNDS = "latest_charge.refunds";

    private static final String LISTED_REFUNDS = "data.latest_charge.refunds";

    private IntentRequests() {}

    /**
     * Makes the intent, without a card: it charges nobody, so that anyone who knows the payment may make it, or learn
     * its id by making it again. Only cards: other means cannot be reserved first and captured later.
     */
    static Reply<PaymentIntent> create(Conversation stripe, Payment payment) {
        PaymentIntentCreateParams params = PaymentIntentCreateParams.builder()
                .setAmount(payment.amount().amount())
                .setCurrency(payment.amount().currency())
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .addPaymentMethodType("card")
                .putAllMetadata(IntentMetadata.of(payment))
                .addExpand(CHARGE)
                .build();
        return checked(stripe.ask(
                payment.key() + ":create", (v1, options) -> v1.paymentIntents().create(params, options)));
    }

    /** A second step, if the card wants one, is done by Stripe's own code in the buyer's browser. */
    static Reply<PaymentIntent> confirm(Conversation stripe, PaymentKey key, String id, String paymentMethod) {
        PaymentIntentConfirmParams params = PaymentIntentConfirmParams.builder()
                .setPaymentMethod(paymentMethod)
                .setUseStripeSdk(true)
                .addExpand(CHARGE)
                .build();
        return checked(stripe.ask(
                key + ":confirm", (v1, options) -> v1.paymentIntents().confirm(id, params, options)));
    }

    static Reply<PaymentIntent> retrieve(Conversation stripe, String id) {
        PaymentIntentRetrieveParams params =
                PaymentIntentRetrieveParams.builder().addExpand(REFUNDS).build();
        return checked(stripe.ask(null, (v1, options) -> v1.paymentIntents().retrieve(id, params, options)));
    }

    /** Without a key: the intent's state lets it happen once only, and a failure kept under a key would last a day. */
    static Reply<PaymentIntent> capture(Conversation stripe, String id) {
        PaymentIntentCaptureParams params =
                PaymentIntentCaptureParams.builder().addExpand(CHARGE).build();
        return checked(stripe.ask(null, (v1, options) -> v1.paymentIntents().capture(id, params, options)));
    }

    /** Without a key, as {@link #capture}. */
    static Reply<PaymentIntent> cancel(Conversation stripe, String id) {
        PaymentIntentCancelParams params =
                PaymentIntentCancelParams.builder().addExpand(CHARGE).build();
        return checked(stripe.ask(null, (v1, options) -> v1.paymentIntents().cancel(id, params, options)));
    }

    /** The whole amount; Stripe refuses to give back more than that, whatever the key. */
    static Reply<Refund> refund(Conversation stripe, Payment payment, String id, int number) {
        RefundCreateParams params = RefundCreateParams.builder()
                .setPaymentIntent(id)
                .putAllMetadata(IntentMetadata.of(payment))
                .build();
        // By the intent's name: of two intents under one key, the refund of one must not stand for that of the other.
        String key = id + (number == 1 ? ":refund" : ":refund:" + number);
        return stripe.ask(key, (v1, options) -> v1.refunds().create(params, options));
    }

    static Reply<Refund> retrieveRefund(Conversation stripe, String refundId) {
        return stripe.ask(null, (v1, options) -> v1.refunds().retrieve(refundId, options));
    }

    /** Finds what is older than a minute or so. */
    static Reply<StripeSearchResult<PaymentIntent>> search(Conversation stripe, PaymentKey key) {
        String literal = key.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        PaymentIntentSearchParams params = PaymentIntentSearchParams.builder()
                .setQuery("metadata[\"" + IntentMetadata.KEY + "\"]:\"" + literal + "\"")
                .setLimit(PAGE)
                .build();
        return stripe.ask(null, (v1, options) -> v1.paymentIntents().search(params, options));
    }

    /** Newest first. */
    static Reply<StripeCollection<PaymentIntent>> list(Conversation stripe, Instant from, @Nullable String after) {
        PaymentIntentListParams.Builder params = PaymentIntentListParams.builder()
                .setCreated(PaymentIntentListParams.Created.builder()
                        .setGte(from.minus(CLOCK_DIFFERENCE).getEpochSecond())
                        .build())
                .setLimit(PAGE)
                .addExpand(LISTED_REFUNDS);
        if (after != null) {
            params.setStartingAfter(after);
        }
        PaymentIntentListParams built = params.build();
        return stripe.ask(null, (v1, options) -> v1.paymentIntents().list(built, options));
    }

    /** JSON that lacks what every intent has is as good as no answer. */
    private static Reply<PaymentIntent> checked(Reply<PaymentIntent> reply) {
        if (reply instanceof Reply.Told<PaymentIntent> told
                && (told.value().getId() == null || told.value().getStatus() == null)) {
            return new Reply.Lost<>("Stripe's answer made no sense", false);
        }
        return reply;
    }
}
