package io.doorbuster.stripesim;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the bank says of a refund some time after it was made, for the cards that test it. Thread-safe. */
final class Settlements implements AutoCloseable {
    /** Days at a bank; long enough here to see what was said first. */
    private static final long AFTER_MILLIS = 1_000;

    private final Books books;
    private final Deliveries deliveries;
    private final Supplier<Change> changes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread settling = new Thread(task, "stripe-sim-refunds");
        settling.setDaemon(true);
        return settling;
    });

    Settlements(Books books, Deliveries deliveries, Supplier<Change> changes) {
        this.books = books;
        this.deliveries = deliveries;
        this.changes = changes;
    }

    /** Those of {@code refunds} that the bank has more to say of. */
    void follow(List<Refund> refunds) {
        for (Refund refund : refunds) {
            try {
                ScheduledFuture<?> unused =
                        thread.schedule(() -> settle(refund.id()), AFTER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                return;
            }
        }
    }

    private void settle(String id) {
        Change change = changes.get();
        books.alter(change, () -> {
            Refund refund = books.refunds().get(id);
            if (refund != null) {
                next(books, refund).ifPresent(settled -> become(change, settled));
            }
            return id;
        });
        deliveries.send(change.events());
    }

    private void become(Change change, Refund settled) {
        Intent intent = books.intents().get(settled.intent());
        if (intent == null || intent.charge == null) {
            return;
        }
        boolean failed = settled.status().equals(Refund.FAILED);
        if (failed) {
            intent.charge.amountRefunded -= settled.amount();
            change.touch(intent);
        }
        books.put(settled);
        change.add(settled);
        change.event(failed ? "refund.failed" : "refund.updated", settled.account(), Shapes.refund(settled));
    }

    /** The refund as it will be, where that is not as it is. Runs under the lock of {@link Books}. */
    static Optional<Refund> next(Books books, Refund refund) {
        Intent intent = books.intents().get(refund.intent());
        if (intent == null || intent.charge == null) {
            return Optional.empty();
        }
        if (refund.status().equals(Refund.PENDING)) {
            return Optional.of(refund.with(Refund.SUCCEEDED, ""));
        }
        return refund.status().equals(Refund.SUCCEEDED) && intent.charge.isPaidWith(TestCard.REFUND_FAILS)
                ? Optional.of(refund.with(Refund.FAILED, "expired_or_canceled_card"))
                : Optional.empty();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
