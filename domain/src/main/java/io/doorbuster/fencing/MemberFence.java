package io.doorbuster.fencing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A member's part in the fencing protocol: its lease, its partitions, and what it knows of the others. Not thread-safe: one
 * driver asks {@link #due}, sends the calls, and brings the answers back. Only the {@link #gate} is for other threads.
 */
public final class MemberFence {
    /** What the CP group is asked for in one go; there is one call per register at most. */
    static final int MAX_CALLS_IN_FLIGHT = 64;

    private final FenceTiming timing;
    private final DecisionGate gate;
    private final PartitionFence[] partitions;
    private final LeaseHolder holder;
    private final Settlement settlement;
    private final LeaseWatch watch = new LeaseWatch();
    private final Map<Register, CpCall> inFlight = new HashMap<>();
    private final Map<Register, Integer> partitionOf = new HashMap<>();
    private final Map<Register, Integer> watched = new HashMap<>();
    private long lookedNanos;
    private boolean looked;
    private boolean stopped;

    /**
     * A member that has just joined.
     *
     * @param partitions that the cluster has
     * @param members that the cluster is meant to have; more than half must be there
     */
    public MemberFence(int partitions, int members, FenceTiming timing) {
        this.timing = timing;
        this.gate = new DecisionGate(partitions);
        this.holder = new LeaseHolder(timing);
        this.settlement = new Settlement(members / 2 + 1);
        this.partitions = new PartitionFence[partitions];
        Arrays.fill(this.partitions, PartitionFence.UNKNOWN);
        for (int partition = 0; partition < partitions; partition++) {
            partitionOf.put(Register.owner(partition), partition);
        }
    }

    public DecisionGate gate() {
        return gate;
    }

    /** From now on nothing is decided, and the lease is released. */
    public void stop() {
        stopped = true;
        holder.stop();
        gate.closeAll();
    }

    /** After {@link #stop}: others need not wait for this member. */
    public boolean isReleased() {
        return holder.isReleased();
    }

    /**
     * The members settled on a list without this one. If it stays so although all are there, no copy of the partitions is
     * known to be complete, and they must be rebuilt from the ledger.
     */
    public boolean isOutside() {
        return settlement.isOutside();
    }

    /**
     * The calls to be made now. Each must be sent, once, and then either {@link #answered} or given up as {@link #lost}.
     *
     * @param nowNanos the monotonic clock, read before any of them is sent
     */
    public List<CpCall> due(MemberView view, long nowNanos) {
        List<CpCall> calls = new ArrayList<>();
        settlement.look(view, nowNanos);
        gate.settle(settlement.trusted());
        for (int partition = 0; partition < partitions.length; partition++) {
            partitions[partition] =
                    partitions[partition].wanted(view.primaries().get(partition), nowNanos);
        }
        ownLease(calls, nowNanos);
        settlement.due().ifPresent(call -> send(call, calls));
        Lease lease = holder.lease();
        if (lease != null && !lease.isEnded()) {
            leasesOfOthers(lease, calls, nowNanos);
            eachPartition(lease, calls, nowNanos);
        }
        return calls;
    }

    /**
     * An answer came; one that comes after the call was given up changes nothing.
     *
     * @param answer the register's value; for a change, {@link CpCall#CHANGED} or 0
     */
    public void answered(CpCall call, long answer, long answeredNanos) {
        if (!inFlight.remove(call.register(), call)) {
            return; // given up before
        }
        Integer partition = partitionOf.get(call.register());
        Integer other = watched.get(call.register());
        if (partition != null) {
            partitions[partition] = afterOwner(partitions[partition], call, answer, answeredNanos);
        } else if (call.register().equals(Register.ROSTER)) {
            settlement.answered(call, answer);
        } else if (holder.isAbout(call.register())) {
            ownLeaseAnswered(call, answer);
        } else if (other != null) {
            afterOther(other, call, answer, answeredNanos);
        }
    }

    /** No answer came, or an error that leaves open whether the call took effect. */
    public void lost(CpCall call) {
        if (!inFlight.remove(call.register(), call)) {
            return;
        }
        Integer partition = partitionOf.get(call.register());
        if (partition != null) {
            partitions[partition] = partitions[partition].unsure();
        } else if (holder.isAbout(call.register())) {
            holder.lost();
        }
    }

    private void ownLease(List<CpCall> calls, long nowNanos) {
        Lease lease = holder.lease();
        if (lease != null && lease.isEnded() && !holder.isReleased()) {
            gate.closeAll();
            holder.forget();
        }
        Register register = holder.lease() == null
                ? Register.LEASE_IDS
                : Register.lease(holder.lease().id());
        if (!inFlight.containsKey(register)) {
            holder.due(settlement.needsRenewal(), nowNanos).ifPresent(call -> send(call, calls));
        }
    }

    private void ownLeaseAnswered(CpCall call, long answer) {
        Lease before = holder.lease();
        holder.answered(call, answer);
        Lease after = holder.lease();
        if (after == null || after.isEnded()) {
            gate.closeAll();
            return;
        }
        if (stopped) {
            return; // a renewal that was under way opens nothing again
        }
        gate.show(after);
        if (before != null && before.attempting() && !after.attempting()) {
            settlement.renewed(before.attemptedNanos());
        }
    }

    private void afterOther(int leaseId, CpCall call, long answer, long answeredNanos) {
        if (!(call instanceof CpCall.CompareAndSet change)) {
            watch.saw(leaseId, new LeaseRecord(answer), answeredNanos);
        } else if (answer == CpCall.CHANGED) {
            watch.saw(leaseId, new LeaseRecord(change.next()), answeredNanos);
        } else {
            looked = false; // renewed or revoked in the meantime
        }
    }

    private void leasesOfOthers(Lease mine, List<CpCall> calls, long nowNanos) {
        Set<Integer> others = new HashSet<>();
        for (PartitionFence fence : partitions) {
            Ownership owner = fence.owner();
            if (!owner.isFree() && owner.leaseId() != mine.id()) {
                others.add(owner.leaseId());
            }
        }
        watch.keepOnly(others);
        watched.values().retainAll(others);
        others.forEach(other -> watched.put(Register.lease(other), other));
        if (looked && nowNanos - lookedNanos < timing.renewEveryNanos()) {
            return;
        }
        looked = true;
        lookedNanos = nowNanos;
        for (int other : others) {
            if (watch.of(other).map(seen -> seen.record().isLive()).orElse(true)) {
                send(new CpCall.Get(Register.lease(other)), calls);
            }
        }
    }

    private void eachPartition(Lease lease, List<CpCall> calls, long nowNanos) {
        Circumstances now = new Circumstances(lease, holder.former(), settlement.isSettled(), watch, timing, nowNanos);
        for (int partition = 0; partition < partitions.length; partition++) {
            FenceStep step = partitions[partition].next(now);
            if (step instanceof FenceStep.Hold hold) {
                gate.open(partition, hold.epoch());
            } else {
                gate.close(partition);
                if (step instanceof FenceStep.HandOver) {
                    partitions[partition] = partitions[partition].givingUp();
                }
                call(step, partition).ifPresent(call -> send(call, calls));
            }
        }
    }

    private static Optional<CpCall> call(FenceStep step, int partition) {
        Register owner = Register.owner(partition);
        if (step instanceof FenceStep.Read) {
            return Optional.of(new CpCall.Get(owner));
        } else if (step instanceof FenceStep.Look look) {
            return Optional.of(new CpCall.Get(Register.lease(look.leaseId())));
        } else if (step instanceof FenceStep.Revoke revoke) {
            LeaseRecord living = revoke.record();
            return Optional.of(new CpCall.CompareAndSet(
                    Register.lease(revoke.leaseId()),
                    living.registered(),
                    living.revoked().registered()));
        } else if (step instanceof FenceStep.Claim claim) {
            return Optional.of(change(owner, claim.from(), claim.to()));
        } else if (step instanceof FenceStep.HandOver handOver) {
            return Optional.of(change(owner, handOver.from(), handOver.to()));
        }
        return Optional.empty();
    }

    private static CpCall change(Register owner, Ownership from, Ownership to) {
        return new CpCall.CompareAndSet(owner, from.packed(), to.packed());
    }

    private static PartitionFence afterOwner(PartitionFence fence, CpCall call, long answer, long answeredNanos) {
        if (call instanceof CpCall.CompareAndSet change) {
            return answer == CpCall.CHANGED ? fence.found(Ownership.of(change.next()), answeredNanos) : fence.unsure();
        }
        return fence.found(Ownership.of(answer), answeredNanos);
    }

    private void send(CpCall call, List<CpCall> calls) {
        if (inFlight.size() < MAX_CALLS_IN_FLIGHT && inFlight.putIfAbsent(call.register(), call) == null) {
            calls.add(call);
        }
    }
}
