package io.doorbuster.inventory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** Payments of which the provider says later that they are not what it said: lapsed, late, or sent back. */
class BucketTakenBackTest extends OneBucket {
    /** More than any extension of a hold. */
    private static final long LONG_AFTER = HOLD + 180_000;

    private static BucketTerms reselling(int version, Switch state) {
        return new BucketTerms(version, 0, 1, 10, START, END, CAP, HOLD, true, state);
    }

    @Test
    void anAuthorisationThatLapsedGivesTheHoldBack() {
        authorise(1);
        Reservation held = accepted(record(1, 1, AttemptState.DECLINED, "lapsed"));
        assertThat(held.state()).isEqualTo(ReservationState.HELD);
        assertThat(eventTypes()).endsWith(Event.Type.SOLD, Event.Type.PAYMENT_LAPSED);
        assertThat(summary().declined()).isOne();
        assertThat(summary().sold()).isZero();
        accepted(pay(1, 2));
    }

    @Test
    void anAuthorisationThatLapsedLateEndsTheReservation() {
        authorise(1);
        now += LONG_AFTER;
        assertThat(accepted(record(1, 1, AttemptState.DECLINED)).state()).isEqualTo(ReservationState.EXPIRED);
        assertThat(eventTypes()).endsWith(Event.Type.PAYMENT_LAPSED, Event.Type.EXPIRED);
        assertThat(summary().free()).isEqualTo(10);
    }

    @Test
    void anAuthorisationThatLapsedAfterTheCancellationEndsTheReservation() {
        authorise(1);
        apply(new Command.Configure(terms(2, 10, Switch.CANCELLED)));
        assertThat(accepted(record(1, 1, AttemptState.DECLINED)).state()).isEqualTo(ReservationState.RELEASED);
    }

    @Test
    void whatWasCapturedCannotLapse() {
        hold(1);
        sell(1);
        assertThat(record(1, 1, AttemptState.DECLINED)).isEqualTo(refused(Refusal.WRONG_STATE));
    }

    @Test
    void aHoldWhosePaymentWasDeclinedIsSoldWhenTheProviderAuthorisesAfterAll() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.DECLINED);
        assertThat(accepted(record(1, 1, AttemptState.AUTHORISED)).units()).containsExactly(1);
        assertThat(eventTypes()).endsWith(Event.Type.SOLD);
        assertThat(summary().abandoned()).isZero();
    }

    @Test
    void aReservationThatIsOverIsSoldWithItsOwnUnits() {
        hold(1);
        Reservation over = expire(2);
        assertThat(summary().abandoned()).isOne();
        Reservation sold = accepted(record(2, 1, AttemptState.AUTHORISED));
        assertThat(sold.state()).isEqualTo(ReservationState.SOLD);
        assertThat(sold.units()).isEqualTo(over.units());
        assertThat(eventTypes()).endsWith(Event.Type.EXPIRED, Event.Type.SOLD_LATE);
        assertThat(summary().abandoned()).isZero();
        assertThat(bucket.snapshot().closed()).doesNotContain(id(2));
        assertThat(record(2, 1, AttemptState.AUTHORISED)).isEqualTo(new Outcome.Accepted(sold, lastSequence(), true));
        accepted(record(2, 1, AttemptState.CAPTURED));
    }

    @Test
    void aReservationThatIsOverIsSoldWithOtherUnitsIfItsOwnAreTaken() {
        Reservation over = expire(1);
        Reservation other = hold(2);
        assertThat(other.units()).isEqualTo(over.units());
        assertThat(accepted(record(1, 1, AttemptState.AUTHORISED)).units()).containsExactly(2);
        assertThat(find(1).units()).containsExactly(2);
    }

    @Test
    void isNotSoldLateWhereNoUnitIsFree() {
        bucket = opened(terms(1, 1, Switch.ON));
        expire(1);
        hold(2);
        assertNotSoldLate();
    }

    @Test
    void whatCameTooLateAndWentBackLeavesItsReason() {
        bucket = opened(terms(1, 1, Switch.ON));
        Reservation over = expire(1);
        hold(2);
        BucketSummary before = summary();
        Reservation undone = accepted(record(1, 1, AttemptState.UNDONE, "came too late; the money went back"));
        assertThat(undone.state()).isEqualTo(over.state());
        assertThat(requireNonNull(undone.attempt()).reason()).isEqualTo("came too late; the money went back");
        assertThat(eventTypes()).endsWith(Event.Type.PAYMENT_UNDONE);
        assertThat(summary().free()).isEqualTo(before.free());
        assertThat(summary().declined()).isEqualTo(before.declined());
        assertThat(summary().abandoned()).isEqualTo(before.abandoned());
        long revision = bucket.revision();
        record(1, 1, AttemptState.UNDONE, "came too late; the money went back");
        record(1, 1, AttemptState.DECLINED, "no money");
        record(1, 1, AttemptState.AUTHORISED);
        assertThat(bucket.revision()).isEqualTo(revision);
    }

    @Test
    void nothingIsUndoneWhileTheHoldLivesOn() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.DECLINED);
        assertThat(record(1, 1, AttemptState.UNDONE)).isEqualTo(refused(Refusal.WRONG_STATE));
    }

    @Test
    void aHoldThatLivesOnKeepsTheReasonOfItsDecline() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.DECLINED, "no money");
        assertThat(requireNonNull(accepted(record(1, 1, AttemptState.DECLINED, "another word"))
                                .attempt())
                        .reason())
                .isEqualTo("no money");
    }

    @Test
    void isNotSoldLateAboveTheCap() {
        expire(1);
        accepted(reserve(2, "u1", CAP));
        assertNotSoldLate();
    }

    @Test
    void isNotSoldLateAfterTheCancellation() {
        expire(1);
        apply(new Command.Configure(terms(2, 10, Switch.CANCELLED)));
        assertNotSoldLate();
    }

    @Test
    void isNotSoldLateWhileTheBucketIsClosed() {
        expire(1);
        apply(new Command.SetOpen(false));
        assertThat(record(1, 1, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.RECOVERING));
    }

    @Test
    void onlyTheLatestAttemptIsSoldLate() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.DECLINED);
        pay(1, 2);
        now += LONG_AFTER;
        record(1, 2, AttemptState.WITHDRAWN);
        assertThat(record(1, 1, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(accepted(record(1, 2, AttemptState.AUTHORISED)).state()).isEqualTo(ReservationState.SOLD);
    }

    @Test
    void aReservationThatCameBackCountsAgainstTheCapInItsOldPlace() {
        expire(1);
        accepted(reserve(2, "u1", 1));
        record(1, 1, AttemptState.AUTHORISED);
        assertThat(reserve(3, "u1", 1)).isEqualTo(new Outcome.CapReached(CAP, id(2)));
        assertThat(Frozen.of(bucket).thaw().apply(new Command.Reserve(id(3), "u1", 1, 7), now))
                .isEqualTo(new Outcome.CapReached(CAP, id(2)));
    }

    @Test
    void aRefundThatFailsAtTheBankLeavesTheOrderPaid() {
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        record(1, 1, AttemptState.REFUNDED);
        assertThat(record(1, 1, AttemptState.CAPTURED)).isEqualTo(refused(Refusal.WRONG_STATE));
        Reservation paid = accepted(record(1, 1, AttemptState.CAPTURED, "failed at the bank"));
        assertThat(paid.state()).isEqualTo(ReservationState.SOLD);
        assertThat(requireNonNull(paid.attempt()).reason()).isEqualTo("failed at the bank");
        assertThat(eventTypes()).endsWith(Event.Type.REFUNDED, Event.Type.REFUND_FAILED);
        assertThat(summary().settled()).isOne();
        accepted(record(1, 1, AttemptState.REFUNDING));
        accepted(record(1, 1, AttemptState.REFUNDED));
    }

    @Test
    void whatIsOnSaleAgainStaysThereWhenItsRefundFails() {
        bucket = opened(reselling(1, Switch.ON));
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        record(1, 1, AttemptState.REFUNDED);
        assertThat(record(1, 1, AttemptState.CAPTURED, "failed at the bank")).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(summary().free()).isEqualTo(10);
    }

    @Test
    void refundedUnitsAreSoldAgainWhereTheMerchantWantsIt() {
        bucket = opened(reselling(1, Switch.ON));
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        assertThat(summary().settled()).isOne();
        Reservation over = accepted(record(1, 1, AttemptState.REFUNDED));
        assertThat(over.state()).isEqualTo(ReservationState.RELEASED);
        assertThat(over.units()).containsExactly(1);
        assertThat(eventTypes()).endsWith(Event.Type.REFUND_STARTED, Event.Type.RESTOCKED);
        assertThat(summary().free()).isEqualTo(10);
        assertThat(summary().settled()).isZero();
        assertThat(record(1, 1, AttemptState.REFUNDED)).isEqualTo(new Outcome.Accepted(over, lastSequence(), true));
        assertThat(record(1, 1, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(hold(2).units()).containsExactly(1);
    }

    @Test
    void refundedUnitsOfACancelledSaleStaySold() {
        bucket = opened(reselling(1, Switch.ON));
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        apply(new Command.Configure(reselling(2, Switch.CANCELLED)));
        assertThat(accepted(record(1, 1, AttemptState.REFUNDED)).state()).isEqualTo(ReservationState.SOLD);
    }

    @Test
    void onlyWhatIsCapturedIsSettled() {
        authorise(1);
        assertThat(summary().sold()).isOne();
        assertThat(summary().settled()).isZero();
        record(1, 1, AttemptState.CAPTURED);
        assertThat(summary().settled()).isOne();
        record(1, 1, AttemptState.REFUNDING);
        record(1, 1, AttemptState.REFUNDED);
        assertThat(summary().settled()).isOne();
    }

    /** A rebuild could find the unit sold in two buckets otherwise. */
    @Test
    void aUnitThatIsFreeAgainMovesOnlyOnceTheLedgerKnows() {
        bucket = opened(terms(1, 0, 2, 2, CAP, Switch.ON));
        authorise(1);
        acknowledgeAll();
        now += LONG_AFTER;
        record(1, 1, AttemptState.DECLINED);
        assertThat(apply(new Command.Give(1))).isEqualTo(refused(Refusal.NOTHING_TO_GIVE));
        acknowledgeAll();
        assertThat(given(apply(new Command.Give(1))).units()).isEqualTo(RoaringBitmap.bitmapOf(1));
    }

    @Test
    void payingMakesTheHoldLastAMinuteMore() {
        hold(1);
        assertThat(accepted(pay(1, 1)).expiresAtMillis()).isEqualTo(START + HOLD);
        record(1, 1, AttemptState.WITHDRAWN);
        now = START + HOLD - 10;
        assertThat(accepted(pay(1, 2)).expiresAtMillis()).isEqualTo(now + 60_000);
        now += 40_000;
        assertThat(accepted(record(1, 2, AttemptState.ACTION_REQUIRED)).expiresAtMillis())
                .isEqualTo(now + 60_000);
        now += 100_000;
        Reservation held = accepted(record(1, 2, AttemptState.DECLINED));
        assertThat(held.state()).isEqualTo(ReservationState.HELD);
        assertThat(held.expiresAtMillis()).isEqualTo(START + HOLD + 180_000);
        now = held.expiresAtMillis() - 1;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.HELD);
        now++;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.EXPIRED);
    }

    @Test
    void aShortHoldIsExtendedByItsOwnTime() {
        bucket = opened(new BucketTerms(1, 0, 1, 10, START, END, CAP, 5_000, false, Switch.ON));
        hold(1);
        now += 4_000;
        assertThat(accepted(pay(1, 1)).expiresAtMillis()).isEqualTo(now + 5_000);
    }

    @Test
    void aLongerHoldExpiresAfterThoseMadeLater() {
        hold(1);
        now = START + HOLD - 1;
        hold(2);
        pay(1, 1);
        record(1, 1, AttemptState.DECLINED);
        for (InventoryBucket each : List.of(bucket, Frozen.of(bucket).thaw())) {
            assertThat(each.summary(now).nextDueAtMillis()).isEqualTo(now + 60_000);
            each.apply(new Command.Tick(), now + 60_000);
            assertThat(each.summary(now).held()).isOne();
            each.apply(new Command.Tick(), now + HOLD);
            assertThat(each.summary(now).held()).isZero();
        }
    }

    private void authorise(long id) {
        hold(id);
        pay(id, 1);
        accepted(record(id, 1, AttemptState.AUTHORISED));
    }

    /** A reservation that is over after a declined payment. */
    private Reservation expire(long id) {
        hold(id);
        pay(id, 1);
        now += LONG_AFTER;
        Reservation over = accepted(record(id, 1, AttemptState.DECLINED));
        assertThat(over.state()).isEqualTo(ReservationState.EXPIRED);
        return over;
    }

    private void assertNotSoldLate() {
        long revision = bucket.revision();
        assertThat(record(1, 1, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(bucket.revision()).isEqualTo(revision);
    }

    private long lastSequence() {
        return bucket.snapshot().lastSequence();
    }
}
