package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Outcome;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The outboxes of the inventory. */
final class BucketOutbox extends Outbox<BucketKey, OutboxSlice> {
    @Override
    public BucketKey keyOf(OutboxSlice slice) {
        return slice.key();
    }

    @Override
    public int size(OutboxSlice slice) {
        return slice.events().size();
    }

    @Override
    public OptionalLong oldestAtMillis(OutboxSlice slice) {
        return OptionalLong.of(slice.events().get(0).atMillis());
    }

    @Override
    long lastSequence(OutboxSlice slice) {
        return slice.lastSequence();
    }

    @Override
    List<BucketKey> local(HazelcastInstance member) {
        return Buckets.KIND.entries(member).localKeySet().stream()
                .map(BucketKey::parse)
                .toList();
    }

    @Override
    List<BucketKey> withPendingEvents(GridContext context) {
        return context.withPendingEvents();
    }

    @Override
    boolean owns(LocalPartitions local, BucketKey key) {
        return local.owns(key);
    }

    @Override
    void forget(GridContext context, BucketKey key) {
        context.forget(key);
    }

    @Override
    @Nullable
    Answer<OutboxSlice> read(HazelcastInstance member, BucketKey key, long afterSequence, int limit) {
        var reply = Buckets.KIND.execute(member, key, new Command.ReadOutbox(afterSequence, limit));
        BucketSummary summary = reply.summary();
        if (summary == null || !(reply.outcomes().get(0) instanceof Outcome.Events read)) {
            return null;
        }
        return new Answer<>(
                read.events().isEmpty() ? null : new OutboxSlice(key, read.events()), summary.durableSequence());
    }

    @Override
    void acknowledge(HazelcastInstance member, BucketKey key, long sequence) {
        Buckets.KIND.execute(member, key, new Command.Acknowledge(sequence));
    }
}
