package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneSlice;
import io.doorbuster.waitingroom.LaneSummary;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The outboxes of the waiting rooms. */
final class LaneOutbox extends Outbox<LaneKey, LaneSlice> {
    @Override
    public LaneKey keyOf(LaneSlice slice) {
        return slice.key();
    }

    @Override
    public int size(LaneSlice slice) {
        return slice.events().size();
    }

    @Override
    public OptionalLong oldestAtMillis(LaneSlice slice) {
        return OptionalLong.empty();
    }

    @Override
    long lastSequence(LaneSlice slice) {
        return slice.lastSequence();
    }

    @Override
    List<LaneKey> local(HazelcastInstance member) {
        return Lanes.KIND.entries(member).localKeySet().stream()
                .map(LaneKey::parse)
                .toList();
    }

    @Override
    List<LaneKey> withPendingEvents(GridContext context) {
        return context.lanesWithPendingEvents();
    }

    @Override
    boolean owns(LocalPartitions local, LaneKey key) {
        return local.owns(key);
    }

    @Override
    void forget(GridContext context, LaneKey key) {
        context.forget(key);
    }

    @Override
    @Nullable
    Answer<LaneSlice> read(HazelcastInstance member, LaneKey key, long afterSequence, int limit) {
        var reply = Lanes.KIND.execute(member, key, new LaneCommand.ReadOutbox(afterSequence, limit));
        LaneSummary summary = reply.summary();
        if (summary == null || !(reply.outcomes().get(0) instanceof LaneOutcome.Events read)) {
            return null;
        }
        return new Answer<>(
                read.events().isEmpty() ? null : new LaneSlice(key, read.events()), summary.durableSequence());
    }

    @Override
    void acknowledge(HazelcastInstance member, LaneKey key, long sequence) {
        Lanes.KIND.execute(member, key, new LaneCommand.Acknowledge(sequence));
    }
}
