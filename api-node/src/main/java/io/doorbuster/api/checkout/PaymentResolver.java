package io.doorbuster.api.checkout;

import io.doorbuster.api.grid.ActiveSales;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.payment.PaymentSteps;
import io.doorbuster.api.payment.PaymentSteps.Subject;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of payments whose answer was lost, captures what was authorised, goes on with refunds. The grid
 * hands each payment to one caller at a time, later and later, so any number of nodes may run one. Thread-safe.
 */
public final class PaymentResolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentResolver.class);

    private static final long TICK_MILLIS = 250;

    /** What one bucket may add to the provider's load at a time; the rest waits for the next tick. */
    private static final int MAX_CLAIMED = 32;

    /** A payment started in the last moment is settled within minutes; after this a sale is looked at rarely. */
    private static final Duration LIVELY_AFTER_END = Duration.ofMinutes(15);

    private static final int RARELY_TICKS = 40;

    private final Grid grid;
    private final ActiveSales sales;
    private final Payments payments;
    private final PaymentSteps steps;
    private final Clock clock;
    private final Set<BucketKey> busy = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> ticks;
    private long tick;

    public PaymentResolver(
            Grid grid,
            ActiveSales sales,
            Payments payments,
            PaymentSteps steps,
            ScheduledExecutorService ticker,
            Clock clock) {
        this.grid = grid;
        this.sales = sales;
        this.payments = payments;
        this.steps = steps;
        this.clock = clock;
        this.ticks = ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        tick++;
        try {
            Instant now = clock.instant();
            for (SaleDefinition sale : sales.all()) {
                if (now.isBefore(sale.startAt())) {
                    continue;
                }
                boolean lively = now.isBefore(sale.endAt().plus(LIVELY_AFTER_END));
                if (lively) {
                    look(grid.view(sale.saleId()));
                } else if (tick % RARELY_TICKS == 0) {
                    look(grid.refresh(sale.saleId()));
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("a round of the resolver failed", e);
        }
    }

    private void look(CompletableFuture<Optional<SaleView>> sale) {
        CompletableFuture<?> unusedLook = sale.thenAccept(view -> view.ifPresent(this::claim))
                .exceptionally(failure -> {
                    LOG.debug("the resolver could not look at a sale", failure);
                    return null;
                });
    }

    private void claim(SaleView view) {
        long now = clock.millis();
        for (BucketSummary bucket : view.buckets()) {
            // Authorised payments and refunds are among the sold: only their next moment shows them.
            if (bucket.open() && (bucket.unknown() > 0 || bucket.nextDueAtMillis() <= now)) {
                claim(view.sale(), SaleInventory.keyOf(view.sale(), bucket.bucket()));
            }
        }
    }

    private void claim(SaleDefinition sale, BucketKey key) {
        if (!busy.add(key)) {
            return;
        }
        CompletableFuture<?> unusedRound = grid.submit(key, new Command.ClaimUnresolved(MAX_CLAIMED))
                .thenCompose(outcome -> outcome instanceof Outcome.Unresolved unresolved
                        ? CompletableFuture.allOf(unresolved.reservations().stream()
                                .map(reservation -> resolve(sale, reservation))
                                .toArray(CompletableFuture[]::new))
                        : CompletableFuture.completedFuture(null))
                .whenComplete((done, failure) -> {
                    busy.remove(key);
                    if (failure != null) {
                        LOG.debug("the resolver could not claim payments of {}", key, failure);
                    }
                });
    }

    /** Never fails: what could not be resolved comes again. */
    CompletableFuture<?> resolve(SaleDefinition sale, Reservation reservation) {
        List<?> attempts = reservation.attempts();
        Subject subject = new Subject(sale, reservation, attempts.size(), false);
        return step(subject).handle((resolved, failure) -> {
            if (failure != null) {
                LOG.warn("payment {} stays unresolved: {}", subject.key(), failure.toString());
            } else {
                LOG.info("payment {} is {}", subject.key(), resolved.attempt().state());
            }
            return null;
        });
    }

    private CompletableFuture<Subject> step(Subject subject) {
        return switch (subject.attempt().state()) {
            case UNKNOWN -> payments.find(subject.key()).thenCompose(status -> settle(subject, status));
            case AUTHORISED -> steps.capture(subject);
            case REFUNDING -> steps.refund(subject);
            case STARTED, ACTION_REQUIRED, DECLINED, WITHDRAWN, CAPTURED, REFUNDED ->
                CompletableFuture.completedFuture(subject);
        };
    }

    /** A unit comes free again only after the provider has promised that it will never charge for it. */
    private CompletableFuture<Subject> settle(Subject subject, PaymentStatus status) {
        if (status instanceof PaymentStatus.NotFound || status instanceof PaymentStatus.ActionRequired) {
            return payments.cancel(subject.key()).thenCompose(cancelled -> settle(subject, cancelled, status));
        }
        return settle(subject, status, status);
    }

    private CompletableFuture<Subject> settle(Subject subject, PaymentStatus status, PaymentStatus found) {
        if (status instanceof PaymentStatus.Authorised
                || status instanceof PaymentStatus.Captured
                || status instanceof PaymentStatus.Declined
                || status instanceof PaymentStatus.Cancelled) {
            return steps.follow(subject, status);
        }
        LOG.debug("payment {} is still unknown: {} after {}", subject.key(), status, found);
        return CompletableFuture.completedFuture(subject);
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
