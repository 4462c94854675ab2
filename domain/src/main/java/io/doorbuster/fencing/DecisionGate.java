package io.doorbuster.fencing;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The question that stands before every batch: may this member decide over this partition now? Asked on the partition's
 * threads, without a lock; set by the one thread that drives a {@link MemberFence}. Thread-safe.
 */
public final class DecisionGate {
    private static final int CLOSED = 0;

    /** Epoch under which a partition is held. */
    private final AtomicIntegerArray epochs;

    private volatile @Nullable Lease lease;
    private volatile Set<UUID> settled = Set.of();

    DecisionGate(int partitions) {
        epochs = new AtomicIntegerArray(partitions);
    }

    /**
     * Ask just before a batch is applied, on the thread that applies it, and only if Hazelcast runs it on the primary.
     *
     * @param nowNanos {@link System#nanoTime}, read for this question
     * @param members of the cluster as Hazelcast's list shows them now. They are compared here and not by a listener:
     *     from the moment in which that list shrinks Hazelcast sends no backup to who is missing, and acknowledges
     */
    public boolean mayDecide(int partition, long nowNanos, Set<UUID> members) {
        // The lease before the epoch: a new lease is shown only after all epochs of the old one were closed.
        Lease held = lease;
        return held != null && held.isGood(nowNanos) && settled.equals(members) && epochs.get(partition) != CLOSED;
    }

    /** 0 if not held. */
    int epoch(int partition) {
        return epochs.get(partition);
    }

    void show(@Nullable Lease renewed) {
        lease = renewed;
    }

    void settle(Set<UUID> members) {
        settled = Set.copyOf(members);
    }

    void open(int partition, int epoch) {
        epochs.set(partition, epoch);
    }

    void close(int partition) {
        epochs.set(partition, CLOSED);
    }

    /** For another lease than the one that is shown. */
    void closeAll() {
        lease = null;
        for (int partition = 0; partition < epochs.length(); partition++) {
            close(partition);
        }
    }
}
