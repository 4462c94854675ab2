package io.doorbuster.fencing;

/**
 * One partition, as a member's driver knows it. Immutable.
 *
 * @param wanted whether the member is the partition's primary by Hazelcast's table
 * @param wantedSinceNanos when it became that
 * @param owner as last seen; an answer that shows a lower epoch is an old one that came late
 * @param sure false if it may have changed since: never looked up, or a change whose outcome is not known
 * @param givenUp a hand-over of this epoch was sent. If its answer was lost it may take effect at any later time, and
 *     then somebody else claims without waiting: so an epoch that was given up is never held again
 * @param readNanos when {@code owner} was last looked up
 */
record PartitionFence(
        boolean wanted, long wantedSinceNanos, Ownership owner, boolean sure, int givenUp, long readNanos) {
    /** In each renewal interval: 40 a second with the default timing, while a hand-over is awaited. */
    private static final int HAND_OVER_LOOKS = 20;

    static final PartitionFence UNKNOWN = new PartitionFence(false, 0, new Ownership(0, Ownership.NOBODY), false, 0, 0);

    PartitionFence wanted(boolean primary, long nowNanos) {
        return primary == wanted ? this : new PartitionFence(primary, nowNanos, owner, sure, givenUp, readNanos);
    }

    PartitionFence found(Ownership found, long answeredNanos) {
        return found.epoch() < owner.epoch()
                ? this
                : new PartitionFence(wanted, wantedSinceNanos, found, true, givenUp, answeredNanos);
    }

    /** The outcome of a change is not known, or somebody else made one. */
    PartitionFence unsure() {
        return new PartitionFence(wanted, wantedSinceNanos, owner, false, givenUp, readNanos);
    }

    PartitionFence givingUp() {
        return new PartitionFence(wanted, wantedSinceNanos, owner, sure, owner.epoch(), readNanos);
    }

    FenceStep next(Circumstances now) {
        if (!sure) {
            return new FenceStep.Read();
        }
        if (owner.leaseId() == now.lease().id()) {
            boolean held = wanted && owner.epoch() > givenUp;
            return held ? new FenceStep.Hold(owner.epoch()) : new FenceStep.HandOver(owner, owner.handedOver());
        }
        if (!wanted || !now.settled() || !now.lease().isGood(now.nowNanos())) {
            return isOld(now) ? new FenceStep.Read() : new FenceStep.Idle();
        }
        if (owner.isFree() || now.former().contains(owner.leaseId())) {
            return claim(owner, now);
        }
        return now.watch()
                .of(owner.leaseId())
                .map(seen -> against(owner, seen, now))
                .orElseGet(() -> new FenceStep.Look(owner.leaseId()));
    }

    private boolean isOld(Circumstances now) {
        return now.nowNanos() - readNanos >= now.timing().readEveryNanos();
    }

    private FenceStep against(Ownership other, Sighting seen, Circumstances now) {
        FenceTiming timing = now.timing();
        if (seen.record().isReleased()) {
            return claim(other, now);
        }
        if (seen.record().isLive()) {
            boolean patient = now.nowNanos() - wantedSinceNanos < timing.patienceNanos()
                    && !seen.isSilentFor(timing.patienceNanos());
            return patient ? awaitHandOver(now) : new FenceStep.Revoke(other.leaseId(), seen.record());
        }
        long overAtNanos = seen.overAtNanos(timing);
        return now.nowNanos() - overAtNanos < 0 ? new FenceStep.AwaitEnd(overAtNanos) : claim(other, now);
    }

    /** Looks every now and then whether it was handed over. */
    private FenceStep awaitHandOver(Circumstances now) {
        boolean justRead = now.nowNanos() - readNanos < now.timing().renewEveryNanos() / HAND_OVER_LOOKS;
        return justRead ? new FenceStep.AwaitHandOver() : new FenceStep.Read();
    }

    private static FenceStep claim(Ownership from, Circumstances now) {
        return new FenceStep.Claim(from, from.claimedBy(now.lease().id()));
    }
}
