package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Sends commands to buckets, see {@link EntryClient}. Thread-safe; callers never block. */
public final class InventoryClient implements AutoCloseable {
    private final EntryClient<BucketKey, InventoryBucket, Command, Outcome, BucketSummary> buckets;

    /** @param callbacks runs what follows an answer; two threads are enough, and none of it may block */
    public InventoryClient(HazelcastInstance grid, Executor callbacks) {
        buckets = new EntryClient<>(Buckets.KIND, grid, callbacks);
    }

    /**
     * Sends one command.
     *
     * @return {@link Refusal#BACKLOGGED} if too many commands wait, {@link Refusal#RECOVERING} if the grid has no such
     *     bucket; fails with {@link GridUnavailableException} if nobody knows what became of the command
     */
    public CompletableFuture<Outcome> submit(BucketKey key, Command command) {
        return buckets.submit(key, command);
    }

    /**
     * Waits for the ledger.
     *
     * @return true once the ledger has every event up to {@code sequence}, false if {@code bound} passed first
     */
    public CompletableFuture<Boolean> awaitDurable(BucketKey key, long sequence, Duration bound) {
        return buckets.awaitDurable(key, sequence, bound);
    }

    /** Asks for a bucket's summary; empty if the grid has no such bucket. Fails as {@link #submit} does. */
    public CompletableFuture<Optional<BucketSummary>> refresh(BucketKey key) {
        return buckets.refresh(key);
    }

    /** The newest summary that any answer brought, with the time at which it came; no grid call. */
    public Optional<Seen> latest(BucketKey key) {
        return buckets.latest(key).map(seen -> new Seen(seen.summary(), seen.atNanos()));
    }

    /**
     * A summary and when it arrived.
     *
     * @param atNanos {@link System#nanoTime()}
     */
    public record Seen(BucketSummary summary, long atNanos) {}

    /** Puts a bucket into the grid unless there is one; for members that rebuild a sale. Fails as {@link #submit}. */
    public CompletableFuture<Boolean> install(BucketKey key, InventoryBucket bucket) {
        return buckets.install(key, bucket);
    }

    /** Takes a bucket out if it is closed and the ledger has all of it; answers whether there is none now. */
    public CompletableFuture<Boolean> remove(BucketKey key) {
        return buckets.remove(key);
    }

    /** Drops what is remembered of an idle bucket. */
    public void forget(BucketKey key) {
        buckets.forget(key);
    }

    /** Ends the timer; commands under way still get their answers. */
    @Override
    public void close() {
        buckets.close();
    }
}
