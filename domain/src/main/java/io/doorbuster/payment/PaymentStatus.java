package io.doorbuster.payment;

import org.jspecify.annotations.Nullable;

/** What a provider says of a payment. */
public sealed interface PaymentStatus {
    /**
     * The provider has been asked for no charge under this key; a call that is still on its way may change that.
     *
     * @param reference the provider's name for the payment, where it has one already
     */
    record NotFound(@Nullable String reference) implements PaymentStatus {
        public NotFound() {
            this(null);
        }
    }

    /** The buyer must do a second step, with {@code clientSecret}, in the provider's own form. */
    record ActionRequired(String reference, String clientSecret) implements PaymentStatus {}

    record Authorised(String reference) implements PaymentStatus {}

    record Captured(String reference) implements PaymentStatus {}

    /** Refused, and never to be charged any more; another attempt may succeed. */
    record Declined(String reason) implements PaymentStatus {}

    /** Ended without a charge, for good. */
    record Cancelled() implements PaymentStatus {}

    record Refunded(String reference) implements PaymentStatus {}

    /**
     * The answer was lost or made no sense: the buyer may or may not have been charged.
     *
     * @param reference the provider's name for the payment, where that much is known
     */
    record Unknown(String reason, @Nullable String reference) implements PaymentStatus {
        public Unknown(String reason) {
            this(reason, null);
        }
    }

    /** The provider was not asked: its rate is used up, or it is known to be away. Nothing has changed. */
    record NotAsked(String reason) implements PaymentStatus {}
}
