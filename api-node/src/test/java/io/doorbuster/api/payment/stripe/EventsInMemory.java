package io.doorbuster.api.payment.stripe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Remembers outcomes by event id; an event that is noted and not handled has the outcome "noted". */
final class EventsInMemory implements ProviderEvents {
    static final String NOTED = "noted";

    final Map<String, String> outcomes = new LinkedHashMap<>();
    boolean isAway;

    @Override
    public synchronized CompletableFuture<Boolean> note(StripeEvent event) {
        if (isAway) {
            return CompletableFuture.failedFuture(new IllegalStateException("the ledger is away"));
        }
        outcomes.putIfAbsent(event.id(), NOTED);
        return CompletableFuture.completedFuture(NOTED.equals(outcomes.get(event.id())));
    }

    @Override
    public synchronized CompletableFuture<@Nullable Void> handled(StripeEvent event, String outcome) {
        outcomes.put(event.id(), outcome);
        return CompletableFuture.completedFuture(null);
    }
}
