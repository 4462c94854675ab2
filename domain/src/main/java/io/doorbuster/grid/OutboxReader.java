package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the outboxes of this member's own entries, each event once as long as the reader lives; what was read but never
 * acknowledged is read again by the next reader. Calls block. Not thread-safe.
 */
public final class OutboxReader<K, L> {
    /** One slice holds the partition's thread for well under a millisecond. */
    private static final int MAX_SLICE = 1_000;

    /** With the ledger away no more than this is read ahead of it, per entry; the rest waits in the outbox. */
    private static final long MAX_READ_AHEAD = 5_000;

    /** How often entries are looked for that came by migration, without a command that would have told. */
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How far an entry was read, and how far the ledger had it then. */
    private record Position(long read, long durable) {}

    private final HazelcastInstance member;
    private final Outbox<K, L> outbox;
    private final LocalPartitions local;
    private final GridContext context;
    private final Map<K, Position> positions = new HashMap<>();
    private long sweptAtNanos = System.nanoTime() - SWEEP_NANOS;

    public OutboxReader(HazelcastInstance member, Outbox<K, L> outbox) {
        this.member = member;
        this.outbox = outbox;
        this.local = new LocalPartitions(member);
        this.context = GridContext.of(member);
    }

    /** The next events of every entry that has some. */
    public List<L> read() {
        List<L> slices = new ArrayList<>();
        for (K key : candidates()) {
            if (!outbox.owns(local, key)) {
                positions.remove(key);
                outbox.forget(context, key);
                continue;
            }
            L slice = context.mayDecide(member, key.toString()) ? read(key) : null;
            if (slice != null) {
                slices.add(slice);
            }
        }
        return slices;
    }

    private List<K> candidates() {
        if (System.nanoTime() - sweptAtNanos < SWEEP_NANOS) {
            return outbox.withPendingEvents(context);
        }
        sweptAtNanos = System.nanoTime();
        return outbox.local(member);
    }

    private @Nullable L read(K key) {
        Position position = positions.getOrDefault(key, new Position(0, 0));
        int limit = position.read() - position.durable() < MAX_READ_AHEAD ? MAX_SLICE : 0;
        Outbox.Answer<L> answer = outbox.read(member, key, position.read(), limit);
        if (answer == null) {
            positions.remove(key);
            outbox.forget(context, key);
            return null;
        }
        L slice = answer.slice();
        long through = slice == null ? position.read() : outbox.lastSequence(slice);
        positions.put(key, new Position(Math.max(through, answer.durableSequence()), answer.durableSequence()));
        return slice;
    }
}
