package io.doorbuster.api.payment.stripe;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks intents up by Stripe's own names. */
interface StripeIntents {
    /**
     * Asks Stripe for an intent.
     *
     * @param account the connected account, or null for the key's own
     * @return empty if it is not a payment of ours in an account of its organisation; fails if Stripe does not answer
     */
    CompletableFuture<Optional<StripeIntent>> fetch(@Nullable String account, String id);
}
