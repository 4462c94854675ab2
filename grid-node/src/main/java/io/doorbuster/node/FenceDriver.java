package io.doorbuster.node;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;
import io.doorbuster.fencing.CpCall;
import io.doorbuster.fencing.DecisionGate;
import io.doorbuster.fencing.FenceTiming;
import io.doorbuster.fencing.MemberFence;
import io.doorbuster.fencing.MemberView;
import io.doorbuster.grid.PartitionGate;
import io.doorbuster.grid.Threads;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings {@link MemberFence} and Hazelcast together: shows it the list of members and the table of partitions, sends its
 * calls to the CP group, and brings the answers, all on one thread. A turn that comes late only makes leases end.
 */
final class FenceDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FenceDriver.class);

    /** A partition that changes hands takes about three turns. */
    private static final long TURN_MILLIS = 20;

    /** A CP group with a leader answers within milliseconds; half a lease is left to find out what became of a call. */
    private static final long ANSWER_MILLIS = 1_200;

    private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * ANSWER_MILLIS);

    /** For giving the lease back at a stop; without, the others wait for its end. */
    private static final long RELEASE_MILLIS = 3_000;

    /** A change of hands is no news; this is. */
    private static final long CLOSED_FOR_LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final HazelcastInstance member;
    private final int members;
    private final FenceTiming timing;
    private final CpRegisters registers;
    private final BackupCheck backups;
    private final CountDownLatch released = new CountDownLatch(1);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "fence"));

    /** A member that was cut off joins anew, under another id and with no entry: it begins with a fence of its own. */
    private UUID self;

    private volatile MemberFence fence;
    private boolean stopping;

    private int underWay;
    private long heardNanos = System.nanoTime();
    private boolean open;
    private volatile boolean closedForLong;
    private long changedNanos = System.nanoTime();

    /** @param members that the cluster is meant to have */
    FenceDriver(HazelcastInstance member, int members, FenceTiming timing) {
        this.member = member;
        this.members = members;
        this.timing = timing;
        this.self = selfNow();
        this.fence = newcomer();
        this.registers = new CpRegisters(member.getCPSubsystem());
        this.backups = new BackupCheck(member.getPartitionService());
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
    }

    PartitionGate gate() {
        return new PartitionGate() {
            @Override
            public boolean mayDecide(int partition) {
                return fence.gate().mayDecide(partition, System.nanoTime(), memberIds());
            }

            @Override
            public boolean isClosedForLong() {
                return closedForLong;
            }
        };
    }

    private UUID selfNow() {
        return member.getCluster().getLocalMember().getUuid();
    }

    private MemberFence newcomer() {
        return new MemberFence(member.getPartitionService().getPartitions().size(), members, timing);
    }

    private void beginAnew(UUID as) {
        LOG.info("has joined anew, as {}", as);
        MemberFence next = newcomer();
        fence.stop();
        fence = next;
        self = as;
    }

    private void turn() {
        if (!member.getLifecycleService().isRunning()) {
            released.countDown();
            return;
        }
        try {
            UUID now = selfNow();
            if (!now.equals(self)) {
                if (stopping) {
                    released.countDown(); // what the lease was for is gone
                    return;
                }
                beginAnew(now);
            }
            Set<UUID> present = memberIds();
            if (!present.contains(self)) {
                return; // it is joining anew at this moment
            }
            BitSet primaries = primaries();
            MemberView view = new MemberView(present, backups.inSync(present), primaries);
            MemberFence asking = fence;
            asking.due(view, System.nanoTime()).forEach(call -> sendIfHeard(asking, call));
            report(primaries);
            if (fence.isReleased()) {
                released.countDown();
            }
        } catch (RuntimeException failed) {
            // Nothing is decided that the gate does not allow; the next turn may do better.
            LOG.warn("this turn failed, the next may not: {}", failed.toString());
        }
    }

    /** A CP group without a leader is asked one thing at a time: Hazelcast repeats every call for seconds. */
    private void sendIfHeard(MemberFence asking, CpCall call) {
        boolean isSilent = System.nanoTime() - heardNanos > SILENT_NANOS;
        if (isSilent && underWay > 0) {
            asking.lost(call);
        } else {
            send(asking, call);
        }
    }

    private void send(MemberFence asking, CpCall call) {
        underWay++;
        CompletableFuture<Long> answer = new CompletableFuture<>();
        var unused = answer.orTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .whenCompleteAsync((value, failure) -> ended(asking, call, value, failure), thread);
        try {
            var unusedStage = registers
                    .send(call, answer::isDone)
                    .whenCompleteAsync(
                            (value, failure) -> {
                                if (failure == null) {
                                    answer.complete(value);
                                } else {
                                    answer.completeExceptionally(failure);
                                }
                            },
                            thread);
        } catch (RuntimeException notSent) {
            answer.completeExceptionally(notSent);
        }
    }

    private void ended(MemberFence asking, CpCall call, @Nullable Long value, @Nullable Throwable failure) {
        underWay--;
        if (value != null) {
            heardNanos = System.nanoTime();
            asking.answered(call, value, System.nanoTime());
        } else {
            LOG.debug("{} has no answer", call, failure);
            asking.lost(call);
        }
    }

    private Set<UUID> memberIds() {
        Set<UUID> ids = new HashSet<>();
        for (Member one : member.getCluster().getMembers()) {
            ids.add(one.getUuid());
        }
        return ids;
    }

    private BitSet primaries() {
        BitSet primaries = new BitSet();
        for (Partition partition : member.getPartitionService().getPartitions()) {
            Member owner = partition.getOwner();
            if (owner != null && owner.localMember()) {
                primaries.set(partition.getPartitionId());
            }
        }
        return primaries;
    }

    private void report(BitSet primaries) {
        DecisionGate gate = fence.gate();
        Set<UUID> present = memberIds();
        boolean mayDecide = primaries.stream().allMatch(one -> gate.mayDecide(one, System.nanoTime(), present));
        if (mayDecide != open) {
            open = mayDecide;
            changedNanos = System.nanoTime();
        }
        if (open && closedForLong) {
            closedForLong = false;
            LOG.info("decides over its {} partitions", primaries.cardinality());
        } else if (!open && !closedForLong && System.nanoTime() - changedNanos > CLOSED_FOR_LONG_NANOS) {
            closedForLong = true;
            LOG.warn(
                    "closed; the members that are here: {}; {}",
                    present,
                    fence.isOutside()
                            ? "the others went on without this one, and its copies are old: stop it and start it again"
                            : "no majority of the CP group answers, or backups are being made");
        }
    }

    /** Gives the lease back, so that the others need not wait for its end. Nothing is decided from now on. */
    void release() {
        try {
            thread.execute(() -> {
                stopping = true;
                fence.stop();
            });
            if (!released.await(RELEASE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("the lease could not be given back: the others wait for its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Threads.end(thread);
        registers.close();
        backups.close();
    }
}
