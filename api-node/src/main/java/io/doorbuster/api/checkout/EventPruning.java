package io.doorbuster.api.checkout;

import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.ledger.ProviderEventStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets providers' events that are done with and too old to come again. Any number of nodes may. Thread-safe. */
public final class EventPruning implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventPruning.class);

    /** Stripe repeats an event for three days; whoever looks into a case has the rest of the month. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final long INTERVAL_MINUTES = 10;

    private final Ledger ledger;
    private final Clock clock;
    private final ScheduledFuture<?> ticks;

    public EventPruning(Ledger ledger, ScheduledExecutorService worker, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.ticks = worker.scheduleWithFixedDelay(this::prune, INTERVAL_MINUTES, INTERVAL_MINUTES, TimeUnit.MINUTES);
    }

    private void prune() {
        Instant before = clock.instant().minus(KEPT);
        CompletableFuture<?> unusedPruning = ledger.providerEvents(
                        store -> store.prune(before, ProviderEventStore.MAX_PRUNED))
                .exceptionally(failure -> {
                    LOG.debug("old events were not pruned", failure);
                    return 0;
                });
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
