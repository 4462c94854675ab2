package io.doorbuster.payment;

/** What a provider says of a payment. */
public sealed interface PaymentStatus {
    /** The provider has never heard of it. */
    record NotFound() implements PaymentStatus {}

    /** The buyer must do a second step, with {@code clientSecret}, in the provider's own form. */
    record ActionRequired(String reference, String clientSecret) implements PaymentStatus {}

    record Authorised(String reference) implements PaymentStatus {}

    record Captured(String reference) implements PaymentStatus {}

    /** Refused; another attempt may succeed. */
    record Declined(String reason) implements PaymentStatus {}

    /** Ended without a charge, for good. */
    record Cancelled() implements PaymentStatus {}

    record Refunded(String reference) implements PaymentStatus {}

    /** The answer was lost or made no sense: the buyer may or may not have been charged. */
    record Unknown(String reason) implements PaymentStatus {}
}
