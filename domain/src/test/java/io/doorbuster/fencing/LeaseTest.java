package io.doorbuster.fencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final FenceTiming TIMING = FenceTiming.ofMillis(3_000, 100, 500, 1_250, 5_000);
    private static final long HOLD = TIMING.holdNanos();

    @Test
    void aFreshLeaseIsGoodForNothing() {
        assertThat(Lease.fresh(1).isGood(0)).isFalse();
        assertThat(Lease.fresh(1).isGood(Long.MIN_VALUE)).isFalse();
    }

    @Test
    void countsFromBeforeTheFirstCallThatMayHaveRenewedIt() {
        Lease lease = Lease.fresh(1).attempted(100).attempted(900).found(new LeaseRecord(1), TIMING);
        assertThat(lease.isGood(100 + HOLD - 1)).isTrue();
        assertThat(lease.isGood(100 + HOLD)).isFalse();
    }

    @Test
    void aLookThatFindsNothingNewExtendsNothing() {
        Lease lease = Lease.fresh(1).attempted(100).found(new LeaseRecord(1), TIMING);
        assertThat(lease.found(new LeaseRecord(1), TIMING)).isEqualTo(lease);
        assertThat(lease.attempted(500).found(new LeaseRecord(1), TIMING).goodUntilNanos())
                .isEqualTo(100 + HOLD);
    }

    @Test
    void endsWhenItWasRevokedWhateverTimeIsLeft() {
        Lease lease = Lease.fresh(1).attempted(0).found(new LeaseRecord(1), TIMING);
        Lease revoked = lease.found(lease.record().revoked(), TIMING);
        assertThat(revoked.isGood(1)).isFalse();
        assertThat(revoked.isEnded()).isTrue();
    }

    @Test
    void worksOnRolloverOfTheClock() {
        long called = Long.MAX_VALUE - 10;
        Lease lease = Lease.fresh(1).attempted(called).found(new LeaseRecord(1), TIMING);
        assertThat(lease.isGood(called + HOLD - 1)).isTrue();
        assertThat(lease.isGood(called + HOLD)).isFalse();
    }

    @Test
    void aRecordNeverComesBack() {
        LeaseRecord revoked = new LeaseRecord(7).revoked();
        assertThat(revoked.isRevoked()).isTrue();
        assertThat(revoked.renewals()).isEqualTo(7);
        assertThat(LeaseRecord.UNUSED.revoked().isRevoked()).isTrue();
        assertThatThrownBy(revoked::renewed).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(LeaseRecord.RELEASED::revoked).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOwnershipComesBackAsItWasPacked() {
        Ownership owner = new Ownership(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(Ownership.of(owner.packed())).isEqualTo(owner);
        assertThat(Ownership.of(0).isFree()).isTrue();
        assertThat(Ownership.of(0).claimedBy(3)).isEqualTo(new Ownership(1, 3));
        assertThatThrownBy(owner::handedOver).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aHolderEndsItsLeaseEarlierByTheMargin() {
        assertThat(FenceTiming.DEFAULT.holdNanos()).isEqualTo(2_700_000_000L);
        assertThatThrownBy(() -> FenceTiming.ofMillis(1_000, 100, 500, 1_250, 5_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FenceTiming.ofMillis(61_000, 100, 500, 1_250, 5_000))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
