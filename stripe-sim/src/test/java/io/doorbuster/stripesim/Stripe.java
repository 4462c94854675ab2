package io.doorbuster.stripesim;

import com.stripe.StripeClient;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;

/** Calls by stripe-java as an application makes them. */
final class Stripe {
    static final String KEY = "sk_test_doorbuster";

    private Stripe() {}

    static StripeClient client(StripeSim sim) {
        return client(sim, KEY);
    }

    static StripeClient client(StripeSim sim, String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(sim.apiBase().toString())
                .setMaxNetworkRetries(0)
                .build();
    }

    static PaymentIntentCreateParams.Builder intent() {
        return PaymentIntentCreateParams.builder()
                .setAmount(1999L)
                .setCurrency("eur")
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL);
    }

    static PaymentIntentCreateParams authorised(String card) {
        return intent().setPaymentMethod(card)
                .setConfirm(true)
                .putMetadata("order", "o1")
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects.NEVER)
                        .build())
                .build();
    }

    static RequestOptions key(String idempotencyKey) {
        return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    }

    static RequestOptions account(String account) {
        return RequestOptions.builder().setStripeAccount(account).build();
    }
}
