package io.doorbuster.embedded;

/** Who takes the money of an embedded stack. */
public sealed interface PaymentProvider {
    /** Nobody: a provider without money, in this process. It keeps its books in the stack's folder. */
    record Sandbox() implements PaymentProvider {}

    /**
     * Nobody, but by Stripe's own protocol: a stand-in for Stripe in this process, which keeps its books in the stack's
     * folder and calls the stack's webhook.
     */
    record SimulatedStripe() implements PaymentProvider {}

    /** Stripe. */
    record Stripe(StripeSettings settings) implements PaymentProvider {}
}
