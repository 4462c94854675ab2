package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holding, giving back and running out. Payments, transfers and the ledger's side have test classes of their own. */
class InventoryBucketTest extends OneBucket {
    @Test
    void holdsTheLowestFreeUnits() {
        Reservation first = accepted(reserve(1, "ann", 2));
        Reservation second = accepted(reserve(2, "bob", 1));

        assertThat(first.units()).containsExactly(1, 2);
        assertThat(second.units()).containsExactly(3);
        assertThat(first.state()).isEqualTo(ReservationState.HELD);
        assertThat(first.expiresAtMillis()).isEqualTo(START + HOLD);
        assertThat(summary().free()).isEqualTo(7);
        assertThat(summary().held()).isEqualTo(3);
    }

    @Test
    void aRepeatedReserveReturnsTheFirstReservation() {
        Reservation first = accepted(reserve(1, "ann", 2));
        long revision = bucket.revision();
        now += 5;

        assertThat(reserve(1, "ann", 2)).isEqualTo(new Outcome.Accepted(first, 1, true));
        assertThat(bucket.revision()).isEqualTo(revision);
    }

    @Test
    void aRepeatedReserveIsAnsweredWhateverBecameOfTheSale() {
        hold(1);
        apply(new Command.Configure(terms(2, 10, Switch.PAUSED)));
        now = END;
        assertThat(hold(1).units()).containsExactly(1);
        tick();
        assertThat(hold(1).state()).isEqualTo(ReservationState.EXPIRED);
    }

    @Test
    void theSameIdWithAnotherBodyOrBuyerIsRefused() {
        reserve(1, "ann", 1);

        assertThat(apply(new Command.Reserve(id(1), "ann", 1, 8))).isEqualTo(refused(Refusal.IDEMPOTENCY_MISMATCH));
        assertThat(reserve(1, "bob", 1)).isEqualTo(refused(Refusal.IDEMPOTENCY_MISMATCH));
    }

    @Test
    void heldPayingUnknownAndSoldUnitsCountAgainstTheCap() {
        hold(1);
        assertThat(reserve(99, "u1", 2)).isEqualTo(new Outcome.CapReached(CAP, id(1)));
        pay(1, 1);
        assertThat(reserve(99, "u1", 2)).isEqualTo(new Outcome.CapReached(CAP, id(1)));
        record(1, 1, AttemptState.UNKNOWN);
        assertThat(reserve(99, "u1", 2)).isEqualTo(new Outcome.CapReached(CAP, id(1)));
        record(1, 1, AttemptState.AUTHORISED);
        assertThat(reserve(99, "u1", 2)).isEqualTo(new Outcome.CapReached(CAP, id(1)));
        assertThat(accepted(reserve(99, "u1", 1)).quantity()).isOne();
        assertThat(reserve(100, "u1", 1)).isEqualTo(new Outcome.CapReached(CAP, id(99)));
    }

    @Test
    void releasedAndExpiredUnitsDoNotCountAgainstTheCap() {
        accepted(reserve(1, "ann", 2));
        apply(new Command.Release(id(1), "ann"));
        accepted(reserve(2, "ann", 2));
        now += HOLD;
        tick();
        assertThat(accepted(reserve(3, "ann", 2)).quantity()).isEqualTo(2);
    }

    @Test
    void capReachedNamesTheNewestReservationThatStillCounts() {
        accepted(reserve(1, "u1", 1));
        accepted(reserve(2, "u1", 1));
        apply(new Command.StartPayment(id(1), "u1", id(11), 7));
        assertThat(reserve(3, "u1", 1)).isEqualTo(new Outcome.CapReached(CAP, id(2)));

        apply(new Command.Release(id(2), "u1"));
        assertThat(reserve(3, "u1", 2)).isEqualTo(new Outcome.CapReached(CAP, id(1)));
    }

    @Test
    void refusesAQuantityAboveTheCapAndNone() {
        assertThat(reserve(1, "ann", CAP + 1)).isEqualTo(refused(Refusal.QUANTITY_ABOVE_CAP));
        assertThatThrownBy(() -> reserve(1, "ann", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isDryOnlyWhenItHasTooFewUnits() {
        for (int user = 0; user < 4; user++) {
            accepted(reserve(user, "u" + user, 2));
        }
        hold(4);
        assertThat(reserve(9, "zoe", 2)).isEqualTo(new Outcome.Dry(1));
        hold(5);
        assertThat(reserve(9, "zoe", 1)).isEqualTo(new Outcome.Dry(0));
        release(5);
        assertThat(accepted(reserve(9, "zoe", 1)).units()).containsExactly(10);
    }

    @Test
    void aReleasedUnitIsFreeAtOnce() {
        hold(1);
        Reservation released = accepted(release(1));

        assertThat(released.state()).isEqualTo(ReservationState.RELEASED);
        assertThat(accepted(release(1))).isEqualTo(released);
        assertThat(hold(2).units()).containsExactly(1);
        assertThat(summary().abandoned()).isOne();
    }

    @Test
    void onlyItsBuyerFindsOrReleasesAReservation() {
        hold(1);
        assertThat(apply(new Command.Release(id(1), "eve"))).isEqualTo(refused(Refusal.NOT_FOUND));
        assertThat(apply(new Command.Find(id(1), "eve"))).isEqualTo(refused(Refusal.NOT_FOUND));
        assertThat(apply(new Command.StartPayment(id(1), "eve", id(9), 7))).isEqualTo(refused(Refusal.NOT_FOUND));
        assertThat(find(1).state()).isEqualTo(ReservationState.HELD);
    }

    @Test
    void whatIsPaidForOrExpiredCannotBeReleased() {
        hold(1);
        hold(2);
        pay(1, 1);
        assertThat(release(1)).isEqualTo(refused(Refusal.PAYMENT_IN_PROGRESS));
        record(1, 1, AttemptState.UNKNOWN);
        assertThat(release(1)).isEqualTo(refused(Refusal.PAYMENT_IN_PROGRESS));
        record(1, 1, AttemptState.AUTHORISED);
        assertThat(release(1)).isEqualTo(refused(Refusal.WRONG_STATE));
        now += HOLD;
        tick();
        assertThat(release(2)).isEqualTo(refused(Refusal.GONE));
        assertThat(release(3)).isEqualTo(refused(Refusal.NOT_FOUND));
    }

    @Test
    void aHoldExpiresAtItsMillisecondAndNotBefore() {
        hold(1);
        assertThat(summary().nextDueAtMillis()).isEqualTo(START + HOLD);
        now = START + HOLD - 1;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.HELD);
        now++;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.EXPIRED);
        assertThat(summary().nextDueAtMillis()).isEqualTo(Reservation.NEVER);
        assertThat(summary().free()).isEqualTo(10);
    }

    @Test
    void oneTickMovesALimitedNumberEarliestFirst() {
        int holds = InventoryBucket.MAX_DUE_PER_COMMAND + 1;
        bucket = opened(terms(1, holds, Switch.ON));
        for (int i = 0; i < holds; i++) {
            now = START + i;
            hold(i);
        }
        now += HOLD;
        tick();
        assertThat(summary().held()).isOne();
        assertThat(find(holds - 1).state()).isEqualTo(ReservationState.HELD);
        assertThat(summary().nextDueAtMillis()).isLessThanOrEqualTo(now);
        tick();
        assertThat(summary().held()).isZero();
    }

    @Test
    void aClockThatRunsBackwardsStandsStill() {
        hold(1);
        now -= 500;
        assertThat(hold(2).reservedAtMillis()).isEqualTo(START);
    }

    @Test
    void aCommandThatFailsDoesNotMoveTheClock() {
        hold(1);
        now += 60_000;
        assertThatThrownBy(() -> apply(new Command.Acknowledge(99))).isInstanceOf(IllegalArgumentException.class);
        now = START;
        assertThat(hold(2).reservedAtMillis()).isEqualTo(START);
    }

    @Test
    void sellsOnlyBetweenStartAndEnd() {
        now = START - 1;
        assertThat(reserve(1, "ann", 1)).isEqualTo(refused(Refusal.NOT_STARTED));
        now = START;
        accepted(reserve(1, "ann", 1));
        now = END - 1;
        accepted(reserve(2, "bob", 1));
        now = END;
        assertThat(reserve(3, "cid", 1)).isEqualTo(refused(Refusal.ENDED));
    }

    @Test
    void aPauseStopsReservationsAndNothingElse() {
        hold(1);
        apply(new Command.Configure(terms(2, 10, Switch.PAUSED)));
        assertThat(reserve(2, "bob", 1)).isEqualTo(refused(Refusal.PAUSED));
        sell(1);
        assertThat(find(1).state()).isEqualTo(ReservationState.SOLD);
        apply(new Command.Configure(terms(3, 10, Switch.ON)));
        hold(2);
    }

    @Test
    void cancellingEndsHoldsAndLeavesPaymentsToTheirEnd() {
        hold(1);
        hold(2);
        hold(3);
        sell(2);
        pay(3, 1);
        apply(new Command.Configure(terms(2, 10, Switch.CANCELLED)));

        assertThat(find(1).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(find(2).state()).isEqualTo(ReservationState.SOLD);
        assertThat(find(3).state()).isEqualTo(ReservationState.PAYING);
        assertThat(reserve(4, "dan", 1)).isEqualTo(refused(Refusal.CANCELLED));
        assertThat(pay(1, 1)).isEqualTo(refused(Refusal.GONE));

        assertThat(accepted(record(3, 1, AttemptState.DECLINED)).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(summary().free()).isEqualTo(9);
    }

    @Test
    void moreStockIsFreeAtOnce() {
        Command more = new Command.Configure(terms(2, 12, Switch.ON));
        apply(more);
        apply(more);
        assertThat(summary().free()).isEqualTo(12);
        assertThat(summary().termsVersion()).isEqualTo(2);
    }

    @Test
    void moreStockGoesToItsHome() {
        bucket = opened(terms(1, 1, 3, 4, CAP, Switch.ON));
        apply(new Command.Configure(terms(2, 1, 3, 11, CAP, Switch.ON)));
        assertThat(Frozen.of(bucket).free()).containsExactly(2, 5, 8, 11);
    }

    @Test
    void anOlderVersionChangesNothingAndLessStockIsAFault() {
        apply(new Command.Configure(terms(3, 10, Switch.PAUSED)));
        apply(new Command.Configure(terms(2, 10, Switch.ON)));
        assertThat(reserve(1, "ann", 1)).isEqualTo(refused(Refusal.PAUSED));
        assertThatThrownBy(() -> apply(new Command.Configure(terms(4, 9, Switch.ON))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedBucketPromisesNothing() {
        hold(1);
        apply(new Command.SetOpen(false));
        assertThat(reserve(2, "bob", 1)).isEqualTo(refused(Refusal.RECOVERING));
        assertThat(release(1)).isEqualTo(refused(Refusal.RECOVERING));
        assertThat(pay(1, 1)).isEqualTo(refused(Refusal.RECOVERING));
        now += HOLD;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.HELD);
        apply(new Command.SetOpen(true));
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.EXPIRED);
    }

    @Test
    void forgetsTheOldestClosedReservationsPastALimit() {
        for (int i = 0; i <= InventoryBucket.MAX_CLOSED; i++) {
            hold(i);
            release(i);
            acknowledgeAll();
        }
        assertThat(apply(new Command.Find(id(0), "u0"))).isEqualTo(refused(Refusal.NOT_FOUND));
        assertThat(find(1).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(bucket.snapshot().reservations()).hasSize(InventoryBucket.MAX_CLOSED);
        assertThat(summary().reservations()).isEqualTo(InventoryBucket.MAX_CLOSED + 1);
    }

    @Test
    void readsReservationsByPages() {
        Reservation first = hold(1);
        Reservation second = hold(2);
        Reservation third = hold(3);
        assertThat(apply(new Command.ReadReservations(null, 2))).isEqualTo(new Outcome.Page(List.of(first, second)));
        assertThat(apply(new Command.ReadReservations(id(2), 2))).isEqualTo(new Outcome.Page(List.of(third)));
        assertThat(apply(new Command.ReadReservations(id(3), 2))).isEqualTo(new Outcome.Page(List.of()));
        assertThat(apply(new Command.ReadReservations(id(9), 2))).isEqualTo(refused(Refusal.NOT_FOUND));
    }

    @Test
    void theSummaryCountsUnitsAndOrders() {
        hold(1);
        accepted(reserve(2, "u2", 2));
        hold(3);
        hold(4);
        hold(5);
        pay(2, 1);
        pay(3, 1);
        record(3, 1, AttemptState.UNKNOWN);
        sell(4);
        pay(5, 1);
        record(5, 1, AttemptState.DECLINED);
        release(5);

        BucketSummary summary = bucket.summary(now + 3);
        assertThat(summary)
                .isEqualTo(new BucketSummary(
                        0, GENERATION, true, 1, 5, 1, 2, 1, 1, 1, 0, 5, 1, 1, 1, 14, 0, START, START + 1_000, now + 3));
        assertThat(summary.owned()).isEqualTo(10);
    }
}
