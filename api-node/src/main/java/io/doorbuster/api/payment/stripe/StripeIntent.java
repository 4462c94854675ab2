package io.doorbuster.api.payment.stripe;

import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentStatus;

/**
 * One of our payments, as Stripe has just shown it.
 *
 * @param id the intent's, {@code pi_…}
 */
public record StripeIntent(String id, String orgId, PaymentKey key, PaymentStatus status) {}
