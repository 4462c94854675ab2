package io.doorbuster.api.reconciliation;

import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Looks at suspect payments, and a moment later once more at those that still differ: only then it counts. Thread-safe.
 */
final class PaymentLooks {
    /** Of the provider's capacity, which buyers need. */
    private static final int AT_ONCE = 4;

    /** A checkout between two of its steps is past the second by then. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final PaymentLook look;
    private final Executor callbacks;

    PaymentLooks(PaymentLook look, Executor callbacks) {
        this.look = look;
        this.callbacks = callbacks;
    }

    /** @param unchecked payments of which one side could not say enough */
    record Looked(List<PaymentDifference> differences, int unchecked) {
        Looked {
            differences = List.copyOf(differences);
        }
    }

    /** Fails if grid or ledger cannot be read. */
    CompletableFuture<Looked> at(SaleDefinition sale, Collection<Suspect> suspects, Tally tally) {
        if (suspects.isEmpty()) {
            return CompletableFuture.completedFuture(new Looked(List.of(), 0));
        }
        Executor later = CompletableFuture.delayedExecutor(MOMENT.toMillis(), TimeUnit.MILLISECONDS, callbacks);
        return mayBeInGrid(sale, tally)
                .thenCompose(mayBeInGrid -> new Round(sale, mayBeInGrid, suspects)
                        .run()
                        .thenComposeAsync(
                                first -> first.again.isEmpty()
                                        ? CompletableFuture.completedFuture(first)
                                        : new Round(sale, mayBeInGrid, first.again).run(),
                                later)
                        .thenApply(last -> new Looked(last.differences, last.again.size() - last.differences.size())));
    }

    /** One look at a payment, for whoever means to do something about it. Fails if grid or ledger cannot be read. */
    CompletableFuture<PaymentLook.Look> at(SaleDefinition sale, Suspect suspect, Predicate<UUID> mayBeInGrid) {
        return look.at(sale, suspect, mayBeInGrid);
    }

    /** What the walk met in the grid is there, even if somebody took it out of the ledger. */
    CompletableFuture<Predicate<UUID>> mayBeInGrid(SaleDefinition sale, Tally tally) {
        return look.isDurable(sale).thenApply(durable -> id -> !durable || tally.knows(id));
    }

    /** One look at each. Its lists are guarded by itself. */
    private final class Round {
        private final SaleDefinition sale;
        private final Predicate<UUID> mayBeInGrid;
        private final Queue<Suspect> left;
        private final List<PaymentDifference> differences = new ArrayList<>();
        private final List<Suspect> again = new ArrayList<>();

        Round(SaleDefinition sale, Predicate<UUID> mayBeInGrid, Collection<Suspect> suspects) {
            this.sale = sale;
            this.mayBeInGrid = mayBeInGrid;
            this.left = new ConcurrentLinkedQueue<>(suspects);
        }

        CompletableFuture<Round> run() {
            List<CompletableFuture<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < AT_ONCE; lane++) {
                lanes.add(next());
            }
            return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new))
                    .thenApply(done -> this);
        }

        private CompletableFuture<?> next() {
            Suspect suspect = left.poll();
            if (suspect == null) {
                return CompletableFuture.completedFuture(null);
            }
            return look.at(sale, suspect, mayBeInGrid)
                    .thenComposeAsync(
                            seen -> {
                                note(suspect, seen);
                                return next();
                            },
                            callbacks);
        }

        private synchronized void note(Suspect suspect, PaymentLook.Look seen) {
            Optional<PaymentDifference> difference = PaymentDifference.of(sale, suspect, seen);
            if (difference.isPresent() || !seen.known()) {
                again.add(suspect);
                difference.ifPresent(differences::add);
            }
        }
    }
}
