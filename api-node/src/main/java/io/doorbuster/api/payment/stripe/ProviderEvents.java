package io.doorbuster.api.payment.stripe;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Remembers which events have come and which of them are done with. Its futures fail while it is away. Thread-safe. */
public interface ProviderEvents {
    /**
     * Durable before anything is done about the event.
     *
     * @return whether it is still to be handled: it is new, or came before and was not {@link #handled}
     */
    CompletableFuture<Boolean> note(StripeEvent event);

    /**
     * All that follows from the event is durable.
     *
     * @param outcome in a word or two
     */
    CompletableFuture<@Nullable Void> handled(StripeEvent event, String outcome);
}
