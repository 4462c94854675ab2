package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.map.IMap;
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
 * Sends commands to the entries of one kind. At most one batch per entry is under way; commands that arrive meanwhile form
 * the next, so that idle traffic waits for nothing and a crowd shares one trip. Thread-safe; callers never block.
 *
 * @param <K> names an entry; its {@code toString()} is the key in the grid
 */
final class EntryClient<K, A, C, O, S> implements AutoCloseable {
    /** A batch of this size keeps the partition's thread for about a millisecond. */
    static final int MAX_BATCH = 512;

    /** At 100,000 decisions a second this is a wait of 160 ms; a longer queue only makes every answer late. */
    static final int MAX_WAITING = 16_384;

    /** Hazelcast retries by itself; this is for the answers that it calls indeterminate. Commands are idempotent. */
    private static final int MAX_TRIES = 3;

    /** Someone waits for the ledger and no other command brings news: how often to ask. */
    private static final long DURABLE_POLL_MILLIS = 4;

    private final Aggregate<A, C, O, S> kind;
    private final IMap<String, A> entries;
    private final Executor callbacks;
    private final ScheduledExecutorService timer;
    private final ConcurrentMap<K, CommandQueue<C, O, S>> queues = new ConcurrentHashMap<>();

    EntryClient(Aggregate<A, C, O, S> kind, HazelcastInstance grid, Executor callbacks) {
        this.kind = kind;
        this.entries = kind.entries(grid);
        this.callbacks = callbacks;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, kind.map() + "-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    CompletableFuture<O> submit(K key, C command) {
        CompletableFuture<O> outcome = new CompletableFuture<>();
        CommandQueue<C, O, S> queue = queueOf(key);
        if (!queue.offer(new CommandQueue.Waiting<>(command, outcome))) {
            return CompletableFuture.completedFuture(kind.backlogged());
        }
        sendNext(key, queue);
        return outcome;
    }

    CompletableFuture<Boolean> awaitDurable(K key, long sequence, Duration bound) {
        CommandQueue<C, O, S> queue = queueOf(key);
        CompletableFuture<Boolean> durable =
                queue.whenDurable(sequence).completeOnTimeout(false, bound.toMillis(), TimeUnit.MILLISECONDS);
        pollWhileWaiting(key, queue);
        return durable;
    }

    private void pollWhileWaiting(K key, CommandQueue<C, O, S> queue) {
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

    CompletableFuture<Optional<S>> refresh(K key) {
        CommandQueue<C, O, S> queue = queueOf(key);
        CompletableFuture<Optional<S>> summary = queue.whenAnswered();
        sendNext(key, queue);
        return summary;
    }

    Optional<CommandQueue.Seen<S>> latest(K key) {
        CommandQueue<C, O, S> queue = queues.get(key);
        return queue == null ? Optional.empty() : Optional.ofNullable(queue.seen());
    }

    CompletableFuture<Boolean> install(K key, A entry) {
        return GridCalls.call(
                () -> entries.submitToKey(key.toString(), new Guarded<>(new InstallEntry<>(kind, entry))), callbacks);
    }

    CompletableFuture<Boolean> remove(K key) {
        return GridCalls.call(
                () -> entries.submitToKey(key.toString(), new Guarded<>(new RemoveEntry<>(kind))), callbacks);
    }

    void forget(K key) {
        queues.computeIfPresent(key, (same, queue) -> queue.isIdle() ? null : queue);
    }

    private CommandQueue<C, O, S> queueOf(K key) {
        return queues.computeIfAbsent(key, same -> new CommandQueue<>(kind));
    }

    private void sendNext(K key, CommandQueue<C, O, S> queue) {
        CommandQueue.Batch<C, O, S> batch = queue.takeBatch();
        if (batch != null) {
            send(key, queue, batch, 1);
        }
    }

    private void send(K key, CommandQueue<C, O, S> queue, CommandQueue.Batch<C, O, S> batch, int attempt) {
        List<C> commands =
                batch.commands().stream().map(CommandQueue.Waiting::command).toList();
        CompletableFuture<?> unusedReply = GridCalls.call(
                        () -> entries.submitToKey(key.toString(), new CommandBatch<>(kind, commands)), callbacks)
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
