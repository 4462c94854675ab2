package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.map.IMap;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to buckets. At most one batch per bucket is under way; commands that arrive meanwhile form the next, so
 * that idle traffic waits for nothing and a crowd shares one trip. Thread-safe; callers never block.
 */
public final class InventoryClient implements AutoCloseable {
    /** A batch of this size keeps the partition's thread for about a millisecond. */
    static final int MAX_BATCH = 512;

    /** At 100,000 decisions a second this is a wait of 160 ms; a longer queue only makes every answer late. */
    static final int MAX_WAITING = 16_384;

    /** Hazelcast retries by itself; this is for the answers that it calls indeterminate. Commands are idempotent. */
    private static final int MAX_TRIES = 3;

    /** Someone waits for the ledger and no other command brings news: how often to ask. */
    private static final long DURABLE_POLL_MILLIS = 4;

    private final IMap<String, BucketEntry> buckets;
    private final Executor callbacks;
    private final ScheduledExecutorService timer;
    private final ConcurrentMap<BucketKey, CommandQueue> queues = new ConcurrentHashMap<>();

    /** @param callbacks runs what follows an answer; two threads are enough, and none of it may block */
    public InventoryClient(HazelcastInstance grid, Executor callbacks) {
        this.buckets = grid.getMap(GridConfig.BUCKETS);
        this.callbacks = callbacks;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "inventory-client-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Sends one command.
     *
     * @return {@link Refusal#BACKLOGGED} if too many commands wait, {@link Refusal#RECOVERING} if the grid has no such
     *     bucket; fails with {@link GridUnavailableException} if nobody knows what became of the command
     */
    public CompletableFuture<Outcome> submit(BucketKey key, Command command) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        CommandQueue queue = queueOf(key);
        if (!queue.offer(new CommandQueue.Waiting(command, outcome))) {
            return CompletableFuture.completedFuture(new Outcome.Refused(Refusal.BACKLOGGED));
        }
        sendNext(key, queue);
        return outcome;
    }

    /**
     * Waits for the ledger.
     *
     * @return true once the ledger has every event up to {@code sequence}, false if {@code bound} passed first
     */
    public CompletableFuture<Boolean> awaitDurable(BucketKey key, long sequence, Duration bound) {
        CommandQueue queue = queueOf(key);
        CompletableFuture<Boolean> durable =
                queue.whenDurable(sequence).completeOnTimeout(false, bound.toMillis(), TimeUnit.MILLISECONDS);
        pollWhileWaiting(key, queue);
        return durable;
    }

    private void pollWhileWaiting(BucketKey key, CommandQueue queue) {
        if (queue.startPolling()) {
            Future<?> unusedPoll = timer.schedule(
                    () -> {
                        queue.stopPolling();
                        if (queue.hasDurableWaiters()) {
                            CompletableFuture<?> unusedNext =
                                    refresh(key).whenComplete((summary, failure) -> pollWhileWaiting(key, queue));
                        }
                    },
                    DURABLE_POLL_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Asks for a bucket's summary; empty if the grid has no such bucket. Fails as {@link #submit} does. */
    public CompletableFuture<Optional<BucketSummary>> refresh(BucketKey key) {
        CommandQueue queue = queueOf(key);
        CompletableFuture<Optional<BucketSummary>> summary = queue.whenAnswered();
        sendNext(key, queue);
        return summary;
    }

    /** The newest summary that any answer brought, with the time at which it came; no grid call. */
    public Optional<Seen> latest(BucketKey key) {
        CommandQueue queue = queues.get(key);
        return queue == null ? Optional.empty() : Optional.ofNullable(queue.seen());
    }

    /**
     * A summary and when it arrived.
     *
     * @param atNanos {@link System#nanoTime()}
     */
    public record Seen(BucketSummary summary, long atNanos) {}

    /** Puts a bucket into the grid unless there is one; for members that rebuild a sale. Fails as {@link #submit}. */
    public CompletableFuture<Boolean> install(BucketKey key, InventoryBucket bucket) {
        return GridCalls.call(() -> buckets.submitToKey(key.toString(), new InstallBucket(bucket)), callbacks);
    }

    /** Takes a bucket out if it is closed and the ledger has all of it; answers whether there is none now. */
    public CompletableFuture<Boolean> remove(BucketKey key) {
        return GridCalls.call(() -> buckets.submitToKey(key.toString(), new RemoveBucket()), callbacks);
    }

    /** Drops what is remembered of an idle bucket. */
    public void forget(BucketKey key) {
        queues.computeIfPresent(key, (same, queue) -> queue.isIdle() ? null : queue);
    }

    private CommandQueue queueOf(BucketKey key) {
        return queues.computeIfAbsent(key, same -> new CommandQueue());
    }

    private void sendNext(BucketKey key, CommandQueue queue) {
        CommandQueue.Batch batch = queue.takeBatch();
        if (batch != null) {
            send(key, queue, batch, 1);
        }
    }

    private void send(BucketKey key, CommandQueue queue, CommandQueue.Batch batch, int attempt) {
        List<Command> commands =
                batch.commands().stream().map(CommandQueue.Waiting::command).toList();
        CompletableFuture<?> unusedReply = GridCalls.call(
                        () -> buckets.submitToKey(key.toString(), new BucketBatch(commands)), callbacks)
                .whenComplete((reply, failure) -> {
                    if (failure != null && isIndeterminate(failure) && attempt < MAX_TRIES) {
                        send(key, queue, batch, attempt + 1);
                        return;
                    }
                    List<CompletableFuture<Boolean>> durable = queue.arrived(reply);
                    sendNext(key, queue);
                    durable.forEach(waiter -> waiter.complete(true));
                    CommandQueue.tell(batch, reply, failure);
                });
    }

    private static boolean isIndeterminate(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IndeterminateOperationStateException) {
                return true;
            }
        }
        return false;
    }

    /** Ends the timer; commands under way still get their answers. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
