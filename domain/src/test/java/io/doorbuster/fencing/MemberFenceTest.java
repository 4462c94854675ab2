package io.doorbuster.fencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Members against registers that always answer at once. */
class MemberFenceTest {
    private static final FenceTiming TIMING = FenceTiming.DEFAULT;
    private static final int PARTITION = 0;
    private static final int MOST_ROUNDS = 30;
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);
    private static final UUID C = new UUID(3, 3);
    private static final Set<UUID> ALL = Set.of(A, B, C);

    private final ModelRegisters registers = new ModelRegisters();
    private final MemberFence a = new MemberFence(1, 3, TIMING);
    private final MemberFence b = new MemberFence(1, 3, TIMING);

    @Test
    void thePrimaryDecidesAndNobodyElse() {
        drive(a, primary(ALL), 0);
        drive(b, notPrimary(ALL), 0);
        assertThat(decides(a, ALL, 0)).isTrue();
        assertThat(decides(b, ALL, 0)).isFalse();
        assertThat(decides(a, ALL, TIMING.holdNanos())).as("nobody renewed").isFalse();
    }

    @Test
    void aPlannedHandOverTakesNoTime() {
        drive(a, primary(ALL), 0);
        drive(b, primary(ALL), 0);
        assertThat(decides(b, ALL, 0)).as("the other still holds it").isFalse();

        drive(a, notPrimary(ALL), 1);
        assertThat(decides(a, ALL, 1)).isFalse();
        drive(b, primary(ALL), TIMING.renewEveryNanos());
        assertThat(decides(b, ALL, TIMING.renewEveryNanos())).isTrue();
    }

    @Test
    void nobodyWaitsForAMemberThatStopped() {
        drive(a, primary(ALL), 0);
        drive(b, notPrimary(ALL), 0);
        a.stop();
        assertThat(decides(a, ALL, 0)).isFalse();
        drive(a, primary(ALL), 1);
        assertThat(a.isReleased()).isTrue();

        drive(b, primary(Set.of(B, C)), 2);
        assertThat(decides(b, Set.of(B, C), 2)).isTrue();
    }

    @Test
    void aRenewalThatIsAnsweredAfterTheStopOpensNothing() {
        drive(a, primary(ALL), 0);
        long later = TIMING.renewEveryNanos();
        CpCall renewal = a.due(primary(ALL), later).stream()
                .filter(call -> call.register().kind() == Register.Kind.LEASE)
                .findFirst()
                .orElseThrow();
        assertThat(decides(a, ALL, later)).isTrue();

        a.stop();
        a.answered(renewal, CpCall.CHANGED, later);
        a.due(primary(ALL), later);

        assertThat(decides(a, ALL, later)).isFalse();
    }

    @Test
    void afterAKillAPartitionWaitsForOneLeaseFromItsLastRenewalAndNotLonger() {
        Set<UUID> left = Set.of(B, C);
        drive(a, primary(ALL), 0);
        long step = TimeUnit.MILLISECONDS.toNanos(50);
        long killedNanos = TimeUnit.SECONDS.toNanos(2);
        long decidedNanos = 0;
        for (long nowNanos = 0; decidedNanos == 0 && nowNanos < 10 * TIMING.ttlNanos(); nowNanos += step) {
            boolean dropped = nowNanos >= killedNanos + TIMING.ttlNanos();
            if (nowNanos < killedNanos) {
                drive(a, primary(ALL), nowNanos);
            }
            drive(b, dropped ? primary(left) : notPrimary(ALL), nowNanos);
            decidedNanos = dropped && decides(b, left, nowNanos) ? nowNanos : 0;
        }
        assertThat(decides(a, ALL, decidedNanos)).isFalse();
        assertThat(decidedNanos - killedNanos)
                .isBetween(TIMING.ttlNanos(), TIMING.ttlNanos() + TIMING.renewEveryNanos());
    }

    @Test
    void aListThatLostSomebodyIsNotTrustedUntilTheBackupsAreBack() {
        Set<UUID> left = Set.of(A, B);
        drive(a, primary(ALL), 0);
        assertThat(decides(a, left, 0)).as("before the driver noticed").isFalse();

        drive(a, new MemberView(left, false, primaries(true)), 1);
        assertThat(decides(a, left, 1)).as("without backups").isFalse();

        drive(a, primary(left), 2);
        assertThat(decides(a, left, 2)).isTrue();
    }

    @Test
    void aMinorityNeverDecides() {
        drive(a, primary(Set.of(A)), 0);
        assertThat(decides(a, Set.of(A), 0)).isFalse();
    }

    @Test
    void whoWasDroppedNeverSettlesAgainUnderAnyList() {
        drive(a, primary(ALL), 0);
        drive(b, notPrimary(ALL), 0);
        drive(a, primary(Set.of(A, C)), 1);
        assertThat(decides(a, Set.of(A, C), 1)).isTrue();

        UUID fresh = new UUID(4, 4);
        long muchLaterNanos = 10 * TIMING.ttlNanos();
        drive(b, primary(Set.of(B, fresh)), muchLaterNanos);
        assertThat(decides(b, Set.of(B, fresh), muchLaterNanos)).isFalse();
        assertThat(b.isOutside()).isTrue();
    }

    @Test
    void aRevokedMemberTakesAnotherLeaseAndItsPartitionsAnew() {
        drive(a, primary(ALL), 0);
        registers.apply(new CpCall.CompareAndSet(Register.lease(1), 1, -2));
        drive(a, primary(ALL), TIMING.holdNanos());
        assertThat(decides(a, ALL, TIMING.holdNanos())).isTrue();
        assertThat(a.gate().epoch(PARTITION)).isEqualTo(2);
    }

    @Test
    void anAnswerThatWasLostIsMadeGoodByAskingAgain() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            for (CpCall call : a.due(primary(ALL), round)) {
                registers.apply(call);
                a.lost(call);
            }
            for (CpCall call : a.due(primary(ALL), round)) {
                a.answered(call, registers.apply(call), round);
            }
        }
        assertThat(decides(a, ALL, MOST_ROUNDS)).isTrue();
    }

    private void drive(MemberFence member, MemberView view, long nowNanos) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<CpCall> calls = member.due(view, nowNanos);
            calls.forEach(call -> member.answered(call, registers.apply(call), nowNanos));
        }
    }

    private static boolean decides(MemberFence member, Set<UUID> members, long nowNanos) {
        return member.gate().mayDecide(PARTITION, nowNanos, members);
    }

    private static MemberView primary(Set<UUID> members) {
        return new MemberView(members, true, primaries(true));
    }

    private static MemberView notPrimary(Set<UUID> members) {
        return new MemberView(members, true, primaries(false));
    }

    private static BitSet primaries(boolean primary) {
        BitSet primaries = new BitSet();
        primaries.set(PARTITION, primary);
        return primaries;
    }
}
