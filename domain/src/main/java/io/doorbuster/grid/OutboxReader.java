package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the outboxes of this member's own buckets, each event once as long as the reader lives; what was read but never
 * acknowledged is read again by the next reader. Calls block. Not thread-safe.
 */
public final class OutboxReader {
    /** One slice holds the partition's thread for well under a millisecond. */
    private static final int MAX_SLICE = 1_000;

    /** With the ledger away no more than this is read ahead of it, per bucket; the rest waits in the outbox. */
    private static final long MAX_READ_AHEAD = 5_000;

    /** How often buckets are looked for that came by migration, without a command that would have told. */
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How far a bucket was read, and how far the ledger had it then. */
    private record Position(long read, long durable) {}

    private final IMap<String, BucketEntry> buckets;
    private final LocalBuckets local;
    private final GridContext context;
    private final Map<BucketKey, Position> positions = new HashMap<>();
    private long sweptAtNanos = System.nanoTime() - SWEEP_NANOS;

    public OutboxReader(HazelcastInstance member) {
        this.buckets = member.getMap(GridConfig.BUCKETS);
        this.local = new LocalBuckets(member);
        this.context = GridContext.of(member);
    }

    /** The next events of every bucket that has some. */
    public List<OutboxSlice> read() {
        List<OutboxSlice> slices = new ArrayList<>();
        for (BucketKey key : candidates()) {
            if (!local.owns(key)) {
                positions.remove(key);
                context.forget(key);
                continue;
            }
            OutboxSlice slice = read(key);
            if (slice != null) {
                slices.add(slice);
            }
        }
        return slices;
    }

    private List<BucketKey> candidates() {
        if (System.nanoTime() - sweptAtNanos < SWEEP_NANOS) {
            return context.withPendingEvents();
        }
        sweptAtNanos = System.nanoTime();
        return local.all();
    }

    private @Nullable OutboxSlice read(BucketKey key) {
        Position position = positions.getOrDefault(key, new Position(0, 0));
        int limit = position.read() - position.durable() < MAX_READ_AHEAD ? MAX_SLICE : 0;
        BucketReply reply = buckets.executeOnKey(
                key.toString(), new BucketBatch(List.of(new Command.ReadOutbox(position.read(), limit))));
        BucketSummary summary = reply.summary();
        if (summary == null || !(reply.outcomes().get(0) instanceof Outcome.Events events)) {
            positions.remove(key);
            return null;
        }
        List<Event> read = events.events();
        long through =
                read.isEmpty() ? position.read() : read.get(read.size() - 1).sequence();
        positions.put(key, new Position(Math.max(through, summary.durableSequence()), summary.durableSequence()));
        return read.isEmpty() ? null : new OutboxSlice(key, read);
    }

    /** Tells each bucket up to which event the ledger has its events. */
    public static void acknowledge(HazelcastInstance member, Map<BucketKey, Long> sequences) {
        IMap<String, BucketEntry> buckets = member.getMap(GridConfig.BUCKETS);
        sequences.forEach((key, sequence) ->
                buckets.executeOnKey(key.toString(), new BucketBatch(List.of(new Command.Acknowledge(sequence)))));
    }
}
