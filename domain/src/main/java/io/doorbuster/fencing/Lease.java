package io.doorbuster.fencing;

/**
 * A member's own lease, as its holder knows it. Immutable; times are the holder's monotonic clock, in nanoseconds, of any
 * origin.
 *
 * <p>It counts from before the first call that may have renewed it. From the answer it would count time in which others
 * already wait; from a later look at the register too.
 *
 * @param record as last known
 * @param everRenewed whether {@code goodUntilNanos} means anything
 * @param goodUntilNanos the holder may decide before this moment
 * @param attempting whether a renewal was sent whose outcome is not known
 * @param attemptedNanos when the first such was sent
 */
public record Lease(
        int id, LeaseRecord record, boolean everRenewed, long goodUntilNanos, boolean attempting, long attemptedNanos) {

    /** A number fresh from the counter. It is good for nothing until it was renewed. */
    public static Lease fresh(int id) {
        if (id <= 0) {
            throw new IllegalArgumentException("lease " + id);
        }
        return new Lease(id, LeaseRecord.UNUSED, false, 0, false, 0);
    }

    public boolean isGood(long nowNanos) {
        return everRenewed && record.isLive() && nowNanos - goodUntilNanos < 0;
    }

    public boolean isEnded() {
        return !record.isLive();
    }

    /** Announce it to {@link #attempted} before it is sent. */
    public CpCall.CompareAndSet renewal() {
        return change(record.renewed());
    }

    /** Ends the lease of a member that stops in good order. What it owned is free at once. */
    public CpCall.CompareAndSet release() {
        return change(LeaseRecord.RELEASED);
    }

    private CpCall.CompareAndSet change(LeaseRecord next) {
        return new CpCall.CompareAndSet(Register.lease(id), record.registered(), next.registered());
    }

    public Lease attempted(long nowNanos) {
        return attempting ? this : new Lease(id, record, everRenewed, goodUntilNanos, true, nowNanos);
    }

    /** The register shows {@code found}. Only the holder renews, so one more renewal is the one that was attempted. */
    public Lease found(LeaseRecord found, FenceTiming timing) {
        if (!found.isLive()) {
            return new Lease(id, found, everRenewed, goodUntilNanos, false, 0);
        }
        if (attempting && record.isLive() && found.equals(record.renewed())) {
            return new Lease(id, found, true, attemptedNanos + timing.holdNanos(), false, 0);
        }
        return this;
    }
}
