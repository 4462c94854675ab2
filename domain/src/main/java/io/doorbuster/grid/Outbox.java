package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSlice;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The outboxes of one kind of entry. Stateless; a pipeline takes it along to each member.
 *
 * @param <K> names an entry
 * @param <L> consecutive events of one entry
 */
public abstract class Outbox<K, L> implements Serializable {
    /**
     * What an entry answered.
     *
     * @param slice null if there was nothing new
     */
    record Answer<L>(@Nullable L slice, long durableSequence) {}

    Outbox() {}

    public static Outbox<BucketKey, OutboxSlice> ofBuckets() {
        return new BucketOutbox();
    }

    public static Outbox<LaneKey, LaneSlice> ofLanes() {
        return new LaneOutbox();
    }

    public abstract K keyOf(L slice);

    /** Events of a slice. */
    public abstract int size(L slice);

    /** When the slice's first event was made, if its events say so. */
    public abstract OptionalLong oldestAtMillis(L slice);

    abstract long lastSequence(L slice);

    /** Entries that this member owns; asks each of its partitions, so not for every millisecond. */
    abstract List<K> local(HazelcastInstance member);

    abstract List<K> withPendingEvents(GridContext context);

    abstract boolean owns(LocalPartitions local, K key);

    abstract void forget(GridContext context, K key);

    /** Reads on from a sequence; null if there is no such entry. Blocks. */
    abstract @Nullable Answer<L> read(HazelcastInstance member, K key, long afterSequence, int limit);

    abstract void acknowledge(HazelcastInstance member, K key, long sequence);

    /** Tells each entry up to which event the ledger has its events; blocks. */
    public void acknowledge(HazelcastInstance member, Map<K, Long> sequences) {
        sequences.forEach((key, sequence) -> acknowledge(member, key, sequence));
    }
}
