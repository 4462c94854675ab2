package io.doorbuster.fencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartitionFenceTest {
    private static final FenceTiming TIMING = FenceTiming.DEFAULT;
    private static final int MINE = 7;
    private static final int OTHERS = 4;
    private static final long TTL = TIMING.ttlNanos();

    private final LeaseWatch watch = new LeaseWatch();

    @Test
    void claimsAtOnceWhatWasHandedOverOrReleased() {
        assertThat(wanted(new Ownership(5, 0)).next(at(0))).isEqualTo(claim(new Ownership(5, 0)));

        watch.saw(OTHERS, LeaseRecord.RELEASED, 0);
        assertThat(wanted(new Ownership(5, OTHERS)).next(at(0))).isEqualTo(claim(new Ownership(5, OTHERS)));
    }

    @Test
    void waitsForALivingOwnerThenRevokesThenWaitsThenClaims() {
        Ownership owner = new Ownership(5, OTHERS);
        PartitionFence fence = wanted(owner);
        assertThat(fence.next(at(0))).isEqualTo(new FenceStep.Look(OTHERS));

        watch.saw(OTHERS, new LeaseRecord(9), 100);
        assertThat(fence.next(at(100))).isInstanceOf(FenceStep.AwaitHandOver.class);

        long impatient = TIMING.patienceNanos();
        watch.saw(OTHERS, new LeaseRecord(10), impatient);
        assertThat(fence.next(at(impatient))).isEqualTo(new FenceStep.Revoke(OTHERS, new LeaseRecord(10)));

        watch.saw(OTHERS, new LeaseRecord(10).revoked(), impatient + 50);
        assertThat(fence.next(at(impatient + TTL - 1))).isEqualTo(new FenceStep.AwaitEnd(impatient + TTL));
        assertThat(fence.next(at(impatient + TTL))).isEqualTo(claim(owner));
    }

    @Test
    void doesNotWaitForALeaseThatWasSilentForLong() {
        watch.saw(OTHERS, new LeaseRecord(9), 0);
        watch.saw(OTHERS, new LeaseRecord(9), TTL);
        PartitionFence fence = PartitionFence.UNKNOWN.wanted(true, TTL).found(new Ownership(5, OTHERS), TTL);
        assertThat(fence.next(at(TTL))).isInstanceOf(FenceStep.Revoke.class);

        watch.saw(OTHERS, new LeaseRecord(9).revoked(), TTL + 1);
        assertThat(fence.next(at(TTL + 1))).isInstanceOf(FenceStep.Claim.class);
    }

    @Test
    void waitsAnewForARenewalThatWasNotSeenBefore() {
        watch.saw(OTHERS, new LeaseRecord(9), 0);
        watch.saw(OTHERS, new LeaseRecord(12).revoked(), TTL);
        assertThat(wanted(new Ownership(5, OTHERS)).next(at(TTL))).isEqualTo(new FenceStep.AwaitEnd(2 * TTL));
    }

    @Test
    void handsOverWhatItIsNoLongerThePrimaryOf() {
        PartitionFence fence = wanted(new Ownership(5, MINE));
        assertThat(fence.next(at(0))).isEqualTo(new FenceStep.Hold(5));
        assertThat(fence.wanted(false, 1).next(at(1)))
                .isEqualTo(new FenceStep.HandOver(new Ownership(5, MINE), new Ownership(6, 0)));
    }

    @Test
    void neverHoldsAgainWhatItOfferedToOthers() {
        PartitionFence fence = wanted(new Ownership(5, MINE)).wanted(false, 1).givingUp();
        fence = fence.unsure().wanted(true, 2).found(new Ownership(5, MINE), 3);
        assertThat(fence.next(at(3))).as("the call may still be under way").isInstanceOf(FenceStep.HandOver.class);
        assertThat(fence.found(new Ownership(7, MINE), 4).next(at(4))).isEqualTo(new FenceStep.Hold(7));
    }

    @Test
    void anOldAnswerThatComesLateChangesNothing() {
        PartitionFence fence = wanted(new Ownership(6, OTHERS));
        assertThat(fence.found(new Ownership(5, MINE), 9)).isEqualTo(fence);
    }

    @Test
    void claimsNothingWithoutAGoodLeaseOrWhileItsListIsNotTrusted() {
        PartitionFence fence = wanted(new Ownership(5, 0));
        Circumstances unsettled = new Circumstances(lease(), Set.of(), false, watch, TIMING, 0);
        assertThat(fence.next(unsettled)).isInstanceOf(FenceStep.Idle.class);
        assertThat(fence.next(new Circumstances(Lease.fresh(MINE), Set.of(), true, watch, TIMING, 0)))
                .isInstanceOf(FenceStep.Idle.class);
    }

    private static PartitionFence wanted(Ownership owner) {
        return PartitionFence.UNKNOWN.wanted(true, 0).found(owner, 0);
    }

    private static FenceStep claim(Ownership from) {
        return new FenceStep.Claim(from, new Ownership(from.epoch() + 1, MINE));
    }

    private Circumstances at(long nowNanos) {
        return new Circumstances(lease(), Set.of(), true, watch, TIMING, nowNanos);
    }

    /** Good for the whole test. */
    private static Lease lease() {
        return Lease.fresh(MINE).attempted(TimeUnit.HOURS.toNanos(1)).found(new LeaseRecord(1), TIMING);
    }
}
