package io.doorbuster.api.reconciliation;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.api.reconciliation.PaymentRepair.Repaired;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles each sale once it is over and its payments are at rest, repairs what can be repaired, and keeps the report. Any
 * number of nodes may run one: the ledger gives each sale to one of them, for as long as a lease. One sale at a time.
 * Thread-safe; blocks no thread.
 */
public final class ClosingReconciliation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClosingReconciliation.class);

    private static final long INTERVAL_SEC = 30;

    /** Two walks over the provider's books, and the repairs between them. With the patience well under the hour. */
    private static final Duration LEASE = Duration.ofMinutes(20);

    /** After so long a sale is reconciled as it is: an hour after its end it may leave the grid. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** Some 100,000 payments at a hundred a page and three pages a second. */
    private static final Duration BOOKS = Duration.ofMinutes(5);

    private final Grid grid;
    private final Supplier<? extends Collection<SaleDefinition>> sales;
    private final Clock clock;
    private final Executor callbacks;
    private final Reconciliation reconciliation;
    private final PaymentRepair repair;
    private final ClosingRuns runs;
    private final ScheduledFuture<?> ticks;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;

    /** When this node first saw that a sale is over; at most the sales of the grid. */
    private final Map<String, Instant> over = new ConcurrentHashMap<>();

    /** Sales that need no look any more; at most those of the grid. */
    private final Set<String> finished = ConcurrentHashMap.newKeySet();

    /** @param sales that the grid works on */
    public ClosingReconciliation(
            Grid grid,
            Ledger ledger,
            Payments payments,
            Supplier<? extends Collection<SaleDefinition>> sales,
            ScheduledExecutorService ticker,
            Clock clock,
            Executor callbacks) {
        this.grid = grid;
        this.sales = sales;
        this.clock = clock;
        this.callbacks = callbacks;
        this.reconciliation = new Reconciliation(grid, ledger, payments, callbacks);
        this.repair = new PaymentRepair(ledger, payments, reconciliation.looks(), clock, callbacks);
        this.runs = new ClosingRuns(ledger, "api-" + UUID.randomUUID(), LEASE);
        this.ticks = ticker.scheduleWithFixedDelay(this::tick, INTERVAL_SEC, INTERVAL_SEC, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            CompletableFuture<?> unusedRound = round();
        } catch (RuntimeException e) {
            LOG.warn("a round of the closing reconciliation failed", e);
        }
    }

    /** Looks at every sale that is over, once; does nothing while it is at it already. The clock calls it by itself. */
    public CompletableFuture<?> round() {
        Collection<SaleDefinition> active = sales.get();
        if (closed || !busy.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        Set<String> ids = active.stream().map(SaleDefinition::saleId).collect(Collectors.toSet());
        finished.retainAll(ids);
        over.keySet().retainAll(ids);
        List<SaleDefinition> due = active.stream()
                .filter(sale -> isOver(sale) && !finished.contains(sale.saleId()))
                .toList();
        return each(due.iterator()).whenComplete((done, failure) -> busy.set(false));
    }

    private CompletableFuture<?> each(Iterator<SaleDefinition> left) {
        if (closed || !left.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        SaleDefinition sale = left.next();
        return look(sale)
                .handle((done, failure) -> {
                    if (failure != null && !closed) {
                        LOG.warn(
                                "sale {} of {} could not be reconciled; it will be tried again",
                                sale.saleId(),
                                sale.orgId(),
                                failure);
                    }
                    return null;
                })
                .thenComposeAsync(done -> each(left), callbacks);
    }

    private boolean isOver(SaleDefinition sale) {
        return sale.state() == SaleDefinition.Switch.CANCELLED
                || !clock.instant().isBefore(sale.endAt());
    }

    /** Since its end, or since it was seen to be cancelled. */
    private boolean isPatient(SaleDefinition sale) {
        Instant now = clock.instant();
        Instant seen = over.computeIfAbsent(sale.saleId(), first -> now);
        Instant since = sale.endAt().isBefore(seen) ? sale.endAt() : seen;
        return now.isBefore(since.plus(PATIENCE));
    }

    private CompletableFuture<?> look(SaleDefinition sale) {
        boolean patient = isPatient(sale);
        return runs.isFinished(sale).thenCompose(isFinished -> {
            if (isFinished) {
                finished.add(sale.saleId());
                return CompletableFuture.completedFuture(null);
            }
            return grid.refresh(sale.saleId()).thenCompose(view -> {
                if (view.isEmpty() || (patient && !isSettled(view.get()))) {
                    return CompletableFuture.completedFuture(null);
                }
                boolean settled = isSettled(view.get());
                return runs.claim(sale, clock.instant())
                        .thenCompose(
                                mine -> mine ? run(sale, patient, settled) : CompletableFuture.completedFuture(null));
            });
        });
    }

    /** Nothing is held, every payment is at rest, and the ledger has it all. */
    private static boolean isSettled(SaleView view) {
        return view.installed() && view.nextDueAtMillis() == Reservation.NEVER && view.ledgerLagMillis() == 0;
    }

    private CompletableFuture<?> run(SaleDefinition sale, boolean patient, boolean settled) {
        return reconciliation.of(sale, clock.instant(), BOOKS).thenCompose(report -> {
            if (closed) {
                return CompletableFuture.completedFuture(null);
            }
            return repair.all(report).thenCompose(repaired -> {
                if (patient && (repaired == Repaired.NOT_ALL || !report.isSure())) {
                    LOG.warn("sale {} waits: its payments cannot all be checked yet", sale.saleId());
                    return CompletableFuture.completedFuture(null);
                }
                return (repaired == Repaired.NOTHING
                                ? CompletableFuture.completedFuture(report)
                                : reconciliation.of(sale, clock.instant(), BOOKS))
                        .thenCompose(last -> finish(sale, last, settled));
            });
        });
    }

    private CompletableFuture<?> finish(SaleDefinition sale, Report report, boolean settled) {
        return runs.finish(sale, report, settled, clock.instant()).thenAccept(first -> {
            finished.add(sale.saleId());
            if (!first) {
                return;
            }
            String rest = settled ? "" : ", with payments that are still under way";
            if (report.consistent()) {
                LOG.info("sale {} of {} is over and reconciles{}", sale.saleId(), sale.orgId(), rest);
            } else {
                LOG.error(
                        "sale {} of {} is over and does not reconcile{}: {}",
                        sale.saleId(),
                        sale.orgId(),
                        rest,
                        report.summary());
            }
        });
    }

    /** Begins nothing new. What is under way is left to whoever claims the sale when the lease is over. */
    @Override
    public void close() {
        closed = true;
        ticks.cancel(false);
    }
}
