package io.doorbuster.api.payment.stripe;

import java.util.concurrent.CompletableFuture;

/**
 * Takes what Stripe reports about our payments. The same may be told more than once, and by several at one time; a
 * future that fails has it told again later. Thread-safe.
 */
public interface PaymentNews {
    /** What became of the news. */
    enum Outcome {
        /** All that follows from it is durable. */
        DONE,
        /** The order is not known; the event may be ahead of it. */
        NOT_KNOWN_YET
    }

    /**
     * A payment has changed.
     *
     * @param intent as Stripe shows it now
     */
    CompletableFuture<Outcome> changed(StripeIntent intent);

    /** A payment's bank wants the money back; {@code event} says how much. */
    CompletableFuture<Outcome> disputed(StripeIntent intent, StripeEvent event);
}
