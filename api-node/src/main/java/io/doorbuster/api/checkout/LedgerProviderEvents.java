package io.doorbuster.api.checkout;

import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.stripe.ProviderEvents;
import io.doorbuster.api.payment.stripe.StripeEvent;
import io.doorbuster.ledger.ProviderEventStore.ProviderEvent;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Stripe's events in the ledger, where every node sees them. Thread-safe. */
public final class LedgerProviderEvents implements ProviderEvents {
    static final String STRIPE = "stripe";

    private final Ledger ledger;
    private final Clock clock;

    public LedgerProviderEvents(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Boolean> note(StripeEvent event) {
        ProviderEvent noted = new ProviderEvent(
                STRIPE,
                event.id(),
                event.type(),
                event.objectId(),
                event.livemode(),
                event.createdAt(),
                clock.instant(),
                null,
                null,
                null);
        return ledger.providerEvents(store -> store.note(noted));
    }

    @Override
    public CompletableFuture<@Nullable Void> handled(StripeEvent event, String outcome) {
        return ledger.providerEvents(store -> {
            store.handled(STRIPE, event.id(), outcome);
            return null;
        });
    }
}
