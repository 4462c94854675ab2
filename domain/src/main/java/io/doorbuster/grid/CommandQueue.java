package io.doorbuster.grid;

import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One bucket as a client sees it: the commands that wait, whether a batch is under way, and the newest summary.
 * Thread-safe by its own lock, which is never held while a future completes.
 */
final class CommandQueue {
    record Waiting(Command command, CompletableFuture<Outcome> outcome) {}

    /** What one trip carries; a batch without commands only fetches the summary. */
    record Batch(List<Waiting> commands, List<CompletableFuture<Optional<BucketSummary>>> summaries) {}

    private record DurableWaiter(long sequence, CompletableFuture<Boolean> durable)
            implements Comparable<DurableWaiter> {
        @Override
        public int compareTo(DurableWaiter other) {
            return Long.compare(sequence, other.sequence);
        }
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private List<CompletableFuture<Optional<BucketSummary>>> summaries = new ArrayList<>();
    private final PriorityQueue<DurableWaiter> durableWaiters = new PriorityQueue<>();
    private boolean inFlight;
    private boolean polling;
    private volatile InventoryClient.@Nullable Seen seen;

    synchronized boolean offer(Waiting command) {
        if (waiting.size() >= InventoryClient.MAX_WAITING) {
            return false;
        }
        waiting.addLast(command);
        return true;
    }

    synchronized CompletableFuture<Optional<BucketSummary>> whenAnswered() {
        CompletableFuture<Optional<BucketSummary>> summary = new CompletableFuture<>();
        summaries.add(summary);
        return summary;
    }

    /** The next batch, or null if one is under way or nobody waits. */
    synchronized @Nullable Batch takeBatch() {
        if (inFlight || (waiting.isEmpty() && summaries.isEmpty())) {
            return null;
        }
        inFlight = true;
        List<Waiting> commands = new ArrayList<>(Math.min(waiting.size(), InventoryClient.MAX_BATCH));
        while (!waiting.isEmpty() && commands.size() < InventoryClient.MAX_BATCH) {
            commands.add(waiting.removeFirst());
        }
        List<CompletableFuture<Optional<BucketSummary>>> asked = summaries;
        summaries = new ArrayList<>();
        return new Batch(commands, asked);
    }

    /** Takes the news in, so that the next batch can leave before anyone is told; returns who waited for the ledger. */
    synchronized List<CompletableFuture<Boolean>> arrived(@Nullable BucketReply reply) {
        inFlight = false;
        durableWaiters.removeIf(waiter -> waiter.durable().isDone());
        List<CompletableFuture<Boolean>> durable = new ArrayList<>();
        BucketSummary summary = reply == null ? null : reply.summary();
        if (summary != null) {
            seen = new InventoryClient.Seen(summary, System.nanoTime());
            while (!durableWaiters.isEmpty() && durableWaiters.element().sequence() <= summary.durableSequence()) {
                durable.add(durableWaiters.remove().durable());
            }
        }
        return durable;
    }

    /** Tells everyone of the batch what came of it. */
    static void tell(Batch batch, @Nullable BucketReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            Throwable cause = failure == null ? new IllegalStateException("neither reply nor failure") : failure;
            batch.commands().forEach(command -> command.outcome().completeExceptionally(cause));
            batch.summaries().forEach(summary -> summary.completeExceptionally(cause));
            return;
        }
        for (int i = 0; i < batch.commands().size(); i++) {
            batch.commands().get(i).outcome().complete(reply.outcomes().get(i));
        }
        batch.summaries().forEach(summary -> summary.complete(Optional.ofNullable(reply.summary())));
    }

    synchronized CompletableFuture<Boolean> whenDurable(long sequence) {
        InventoryClient.Seen latest = seen;
        if (latest != null && latest.summary().durableSequence() >= sequence) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> durable = new CompletableFuture<>();
        durableWaiters.add(new DurableWaiter(sequence, durable));
        return durable;
    }

    synchronized boolean hasDurableWaiters() {
        durableWaiters.removeIf(waiter -> waiter.durable().isDone());
        return !durableWaiters.isEmpty();
    }

    /** True for the one caller that shall poll. */
    synchronized boolean startPolling() {
        if (polling || durableWaiters.isEmpty()) {
            return false;
        }
        polling = true;
        return true;
    }

    synchronized void stopPolling() {
        polling = false;
    }

    synchronized boolean isIdle() {
        return !inFlight && waiting.isEmpty() && summaries.isEmpty() && durableWaiters.isEmpty();
    }

    InventoryClient.@Nullable Seen seen() {
        return seen;
    }
}
