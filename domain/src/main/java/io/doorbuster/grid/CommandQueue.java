package io.doorbuster.grid;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One entry as a client sees it: the commands that wait, whether a batch is under way, and the newest summary.
 * Thread-safe by its own lock, which is never held while a future completes.
 */
final class CommandQueue<C, O, S> {
    record Waiting<C, O>(C command, CompletableFuture<O> outcome) {}

    /** What one trip carries; a batch without commands only fetches the summary. */
    record Batch<C, O, S>(List<Waiting<C, O>> commands, List<CompletableFuture<Optional<S>>> summaries) {}

    /**
     * A summary and when it arrived.
     *
     * @param atNanos {@link System#nanoTime()}
     */
    record Seen<S>(S summary, long atNanos) {}

    private record DurableWaiter(long sequence, CompletableFuture<Boolean> durable)
            implements Comparable<DurableWaiter> {
        @Override
        public int compareTo(DurableWaiter other) {
            return Long.compare(sequence, other.sequence);
        }
    }

    private final Aggregate<?, C, O, S> kind;
    private final ArrayDeque<Waiting<C, O>> waiting = new ArrayDeque<>();
    private List<CompletableFuture<Optional<S>>> summaries = new ArrayList<>();
    private final PriorityQueue<DurableWaiter> durableWaiters = new PriorityQueue<>();
    private boolean inFlight;
    private boolean polling;
    private volatile @Nullable Seen<S> seen;

    CommandQueue(Aggregate<?, C, O, S> kind) {
        this.kind = kind;
    }

    synchronized boolean offer(Waiting<C, O> command) {
        if (waiting.size() >= EntryClient.MAX_WAITING) {
            return false;
        }
        waiting.addLast(command);
        return true;
    }

    synchronized CompletableFuture<Optional<S>> whenAnswered() {
        CompletableFuture<Optional<S>> summary = new CompletableFuture<>();
        summaries.add(summary);
        return summary;
    }

    /** The next batch, or null if one is under way or nobody waits. */
    synchronized @Nullable Batch<C, O, S> takeBatch() {
        if (inFlight || (waiting.isEmpty() && summaries.isEmpty())) {
            return null;
        }
        inFlight = true;
        List<Waiting<C, O>> commands = new ArrayList<>(Math.min(waiting.size(), EntryClient.MAX_BATCH));
        while (!waiting.isEmpty() && commands.size() < EntryClient.MAX_BATCH) {
            commands.add(waiting.removeFirst());
        }
        List<CompletableFuture<Optional<S>>> asked = summaries;
        summaries = new ArrayList<>();
        return new Batch<>(commands, asked);
    }

    /** Takes the news in, so that the next batch can leave before anyone is told; returns who waited for the ledger. */
    synchronized List<CompletableFuture<Boolean>> arrived(@Nullable BatchReply<?, C, O, S> reply) {
        inFlight = false;
        durableWaiters.removeIf(waiter -> waiter.durable().isDone());
        List<CompletableFuture<Boolean>> durable = new ArrayList<>();
        S summary = reply == null ? null : reply.summary();
        if (summary != null) {
            seen = new Seen<>(summary, System.nanoTime());
            while (!durableWaiters.isEmpty() && durableWaiters.element().sequence() <= kind.durableSequence(summary)) {
                durable.add(durableWaiters.remove().durable());
            }
        }
        return durable;
    }

    /** Tells everyone of the batch what came of it. */
    static <C, O, S> void tell(
            Batch<C, O, S> batch, @Nullable BatchReply<?, C, O, S> reply, @Nullable Throwable failure) {
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
        Seen<S> latest = seen;
        if (latest != null && kind.durableSequence(latest.summary()) >= sequence) {
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

    @Nullable
    Seen<S> seen() {
        return seen;
    }
}
