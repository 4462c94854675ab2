package io.doorbuster.fencing;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a lease, renews it, takes another when it was revoked, releases it at the end. For the driver's thread. */
final class LeaseHolder {
    private final FenceTiming timing;
    private final Set<Integer> former = new HashSet<>();
    private @Nullable Lease lease;
    private boolean unsure;
    private long calledNanos;
    private boolean stopping;

    LeaseHolder(FenceTiming timing) {
        this.timing = timing;
    }

    @Nullable
    Lease lease() {
        return lease;
    }

    /** Nobody acts under these any more: only this member could. One for each time that it was revoked. */
    Set<Integer> former() {
        return former;
    }

    void stop() {
        stopping = true;
    }

    boolean isReleased() {
        return stopping && (lease == null || lease.isEnded());
    }

    /** What to send next, if anything; {@code hurry} renews now. */
    Optional<CpCall> due(boolean hurry, long nowNanos) {
        Lease held = lease;
        if (held == null) {
            return stopping ? Optional.empty() : Optional.of(new CpCall.Increment(Register.LEASE_IDS));
        }
        if (held.isEnded()) {
            return Optional.empty();
        }
        if (unsure) {
            return Optional.of(new CpCall.Get(Register.lease(held.id())));
        }
        if (stopping) {
            return Optional.of(held.release());
        }
        boolean isTime = !held.isGood(nowNanos) || nowNanos - calledNanos >= timing.renewEveryNanos();
        if (!hurry && !isTime) {
            return Optional.empty();
        }
        lease = held.attempted(nowNanos);
        calledNanos = nowNanos;
        return Optional.of(held.renewal());
    }

    boolean isAbout(Register register) {
        return register.equals(Register.LEASE_IDS) || (lease != null && register.equals(Register.lease(lease.id())));
    }

    void answered(CpCall call, long answer) {
        Lease held = lease;
        if (call instanceof CpCall.Increment) {
            lease = held == null ? Lease.fresh(Math.toIntExact(answer)) : held;
        } else if (held != null && call instanceof CpCall.CompareAndSet change) {
            unsure = answer != CpCall.CHANGED;
            lease = unsure ? held : held.found(new LeaseRecord(change.next()), timing);
        } else if (held != null) {
            unsure = false;
            lease = held.found(new LeaseRecord(answer), timing);
        }
    }

    void lost() {
        unsure = lease != null;
    }

    /** Lets an ended lease go, so that another is taken. */
    void forget() {
        if (lease != null) {
            former.add(lease.id());
            lease = null;
            unsure = false;
        }
    }
}
