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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of payments whose answer was lost, captures what was authorised, goes on with refunds. The grid
 * hands each payment to one caller at a time, later and later, so any number of nodes may run one. Thread-safe.
 */
public final class PaymentResolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentResolver.class);

    private static final long TICK_MILLIS = 250;

    /** What one bucket may add to the provider's load at a time, so that buyers who pay now have room too. */
    private static final int MAX_AT_A_TIME = 128;

    /** A payment started in the last moment is settled within minutes; after this a sale is looked at rarely. */
    private static final Duration LIVELY_AFTER_END = Duration.ofMinutes(15);

    private static final int RARELY_TICKS = 40;

    /** The fourth look is some five seconds after the answer was lost; a call on its way has mostly arrived by then. */
    private static final int TRIES_BEFORE_CANCEL = 4;

    private final Grid grid;
    private final ActiveSales sales;
    private final Payments payments;
    private final PaymentSteps steps;
    private final Clock clock;
    private final Set<BucketKey> claiming = ConcurrentHashMap.newKeySet();

    /** By bucket, at most {@link #MAX_AT_A_TIME}: a slow one must not hold the others up, nor be asked for twice. */
    private final ConcurrentMap<BucketKey, Set<UUID>> underWay = new ConcurrentHashMap<>();

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
            underWay.values().removeIf(Set::isEmpty);
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
        Set<UUID> mine = underWay.computeIfAbsent(key, bucket -> ConcurrentHashMap.newKeySet());
        int room = MAX_AT_A_TIME - mine.size();
        if (room <= 0 || !claiming.add(key)) {
            return;
        }
        CompletableFuture<?> unusedRound = grid.submit(key, new Command.ClaimUnresolved(room))
                .thenAccept(outcome -> {
                    if (outcome instanceof Outcome.Unresolved unresolved) {
                        unresolved.reservations().forEach(reservation -> resolve(sale, reservation, mine));
                    }
                })
                .whenComplete((done, failure) -> {
                    claiming.remove(key);
                    if (failure != null) {
                        LOG.debug("the resolver could not claim payments of {}", key, failure);
                    }
                });
    }

    private void resolve(SaleDefinition sale, Reservation reservation, Set<UUID> mine) {
        if (mine.add(reservation.id())) {
            CompletableFuture<?> unusedEnd =
                    resolve(sale, reservation).whenComplete((done, failure) -> mine.remove(reservation.id()));
        }
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
            case UNKNOWN -> payments.find(subject.payment()).thenCompose(status -> settle(subject, status));
            case AUTHORISED -> steps.capture(subject);
            case REFUNDING -> steps.refund(subject);
            case STARTED, ACTION_REQUIRED, DECLINED, WITHDRAWN, UNDONE, CAPTURED, REFUNDED ->
                CompletableFuture.completedFuture(subject);
        };
    }

    /** A unit comes free again only after the provider has promised that it will never charge for it. */
    private CompletableFuture<Subject> settle(Subject subject, PaymentStatus found) {
        if (mayStillMove(subject.reservation(), found)) {
            return found instanceof PaymentStatus.ActionRequired
                    ? steps.follow(subject, found)
                    : CompletableFuture.completedFuture(subject);
        }
        if (found instanceof PaymentStatus.NotFound || found instanceof PaymentStatus.ActionRequired) {
            return payments.cancel(subject.payment().named(reference(found)))
                    .thenCompose(cancelled -> take(subject, cancelled));
        }
        return take(subject, found);
    }

    /** Whether there is time to wait: for the buyer's second step, or for a call that may still be on its way. */
    private boolean mayStillMove(Reservation reservation, PaymentStatus found) {
        if (found instanceof PaymentStatus.ActionRequired) {
            return clock.millis() < reservation.expiresAtMillis();
        }
        return found instanceof PaymentStatus.NotFound && reservation.resolveTries() < TRIES_BEFORE_CANCEL;
    }

    private CompletableFuture<Subject> take(Subject subject, PaymentStatus status) {
        if (status instanceof PaymentStatus.Authorised
                || status instanceof PaymentStatus.Captured
                || status instanceof PaymentStatus.Refunded
                || status instanceof PaymentStatus.Declined
                || status instanceof PaymentStatus.Cancelled) {
            return steps.follow(subject, status);
        }
        LOG.debug("payment {} is still unknown: {}", subject.key(), status);
        // With its name at the provider, the next look is shorter.
        return status instanceof PaymentStatus.Unknown unknown && unknown.reference() != null
                ? steps.follow(subject, unknown)
                : CompletableFuture.completedFuture(subject);
    }

    private static @Nullable String reference(PaymentStatus found) {
        return found instanceof PaymentStatus.NotFound unconfirmed ? unconfirmed.reference() : null;
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
