package io.doorbuster.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.chaos.history.SaleFacts.Payment.State;
import org.junit.jupiter.api.Test;

class CheckerTest {
    private final Tape tape = new Tape();

    @Test
    void acceptsASaleThatWentWell() {
        tape.mustSellOut = true;
        tape.reserved(0, "ann", "rsv_1", 1).reserved(0, "bob", "rsv_2", 2);
        tape.paid(2, "ann", "rsv_1").paid(2, "bob", "rsv_2");
        tape.refused(4, CallKind.RESERVE, "cat", "", 409, "sold_out");
        tape.said(5, CallKind.ORDER, "ann", "rsv_1", "paid");
        tape.settled("ann", "rsv_1", 1).settled("bob", "rsv_2", 2);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void rejectsAUnitInTwoLiveReservations() {
        tape.reserved(0, "ann", "rsv_1", 1).reserved(5, "bob", "rsv_2", 1);

        assertRejected(Rule.ONE_HOLDER, 1, 2);
    }

    @Test
    void rejectsAUnitReservedAfterItWasPaid() {
        tape.reserved(0, "ann", "rsv_1", 1).paid(2, "ann", "rsv_1").settled("ann", "rsv_1", 1);
        tape.reserved(9 * Tape.TTL_SEC, "bob", "rsv_2", 1);

        assertRejected(Rule.ONE_HOLDER, 1, 2, 3);
    }

    @Test
    void rejectsAUnitThatAnotherPaidForAndWasNeverToldSo() {
        tape.reserved(0, "ann", "rsv_1", 1).paid(2, "ann", "rsv_1");
        tape.settled("bob", "rsv_2", 1);

        assertThat(tape.check()).extracting(Violation::rule).contains(Rule.ONE_HOLDER, Rule.KEPT_ORDER);
    }

    @Test
    void rejectsAUnitInTwoPaidOrdersOfTheLedger() {
        tape.settled("ann", "rsv_1", 1).settled("bob", "rsv_2", 1);

        assertThat(tape.check()).extracting(Violation::rule).contains(Rule.ONE_HOLDER, Rule.SOLD_ONCE);
    }

    @Test
    void rejectsTwoHoldersWhereTheFirstReleaseWasRefused() {
        tape.reserved(0, "ann", "rsv_1", 1)
                .refused(2, CallKind.RELEASE, "ann", "rsv_1", 409, "payment_in_progress")
                .lost(4, CallKind.RELEASE, "ann", "rsv_1", Ending.NOT_CONNECTED)
                .reserved(6, "bob", "rsv_2", 1);

        assertRejected(Rule.ONE_HOLDER, 1, 4);
    }

    @Test
    void acceptsAUnitThatGoesOnAfterAReleaseOfUnknownFate() {
        tape.stock = 3;
        tape.reserved(0, "ann", "rsv_1", 1).lost(2, CallKind.RELEASE, "ann", "rsv_1", Ending.TIMED_OUT);
        tape.reserved(4, "bob", "rsv_2", 1);
        tape.reserved(0, "cat", "rsv_3", 2).refused(2, CallKind.RELEASE, "cat", "rsv_3", 503, "unavailable");
        tape.reserved(4, "dan", "rsv_4", 2).refused(5, CallKind.FIND, "cat", "rsv_3", 410, "reservation_expired");
        tape.reserved(0, "eve", "rsv_5", 3).lost(2, CallKind.RELEASE, "eve", "rsv_5", Ending.CONNECTION_LOST);
        tape.found(5, "eve", "rsv_5", 3);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void acceptsAUnitThatGoesOnFromItsExpiryLessTheClocksDifference() {
        tape.reserved(0, "ann", "rsv_1", 1).reserved(Tape.TTL_SEC - 2, "bob", "rsv_2", 1);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void acceptsThatAReservationOfUnknownFateHoldsNothing() {
        tape.lost(0, CallKind.RESERVE, "ann", "", Ending.TIMED_OUT).reserved(2, "bob", "rsv_2", 1);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void acceptsThatACheckoutOfUnknownFatePaidOrDidNot() {
        tape.reserved(0, "ann", "rsv_1", 1).lost(2, CallKind.CHECKOUT, "ann", "rsv_1", Ending.TIMED_OUT);
        tape.reserved(0, "bob", "rsv_2", 2).refused(2, CallKind.CHECKOUT, "bob", "rsv_2", 503, "unavailable");
        tape.settled("ann", "rsv_1", 1).order("bob", "rsv_2", "declined", 2);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void rejectsAReservationThatIsGoneBeforeItsExpiry() {
        tape.reserved(0, "ann", "rsv_1", 1).refused(9, CallKind.FIND, "ann", "rsv_1", 404, "not_found");

        assertRejected(Rule.KEPT_RESERVATION, 1, 2);
    }

    @Test
    void rejectsACheckoutThatFindsItsReservationGone() {
        tape.reserved(0, "ann", "rsv_1", 1).refused(9, CallKind.CHECKOUT, "ann", "rsv_1", 410, "reservation_expired");

        assertRejected(Rule.KEPT_RESERVATION, 1, 2);
    }

    @Test
    void rejectsAReservationThatIsShownAsExpiredTooEarly() {
        tape.reserved(0, "ann", "rsv_1", 1).said(9, CallKind.FIND, "ann", "rsv_1", "expired");

        assertRejected(Rule.KEPT_RESERVATION, 1, 2);
    }

    @Test
    void acceptsAReservationThatIsGoneAfterItsExpiryOrItsRelease() {
        tape.reserved(0, "ann", "rsv_1", 1)
                .refused(Tape.TTL_SEC, CallKind.FIND, "ann", "rsv_1", 410, "reservation_expired");
        tape.reserved(0, "bob", "rsv_2", 2)
                .call(CallKind.RELEASE, "bob", "rsv_2", 2, new Answer(204, null, null, null, null, null))
                .refused(4, CallKind.FIND, "bob", "rsv_2", 410, "reservation_expired");

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void acceptsTheLossOfYoungReservationsWithTheWholeGrid() {
        tape.acknowledged(0, "ann", "rsv_1", 1).refused(9, CallKind.FIND, "ann", "rsv_1", 410, "reservation_expired");
        tape.reserved(11, "bob", "rsv_2", 1);
        assertThat(tape.check()).isNotEmpty();

        tape.losses.add(new Leeway.Loss(Tape.millis(0), Tape.millis(2)));
        assertThat(tape.check()).isEmpty();
    }

    @Test
    void rejectsAReservationThatTheLedgerNeverHeardOf() {
        tape.acknowledged(0, "ann", "rsv_1", 1);

        assertRejected(Rule.KEPT_RESERVATION, 1);
    }

    @Test
    void rejectsAReservationWhoseUnitsChange() {
        tape.reserved(0, "ann", "rsv_1", 1).found(3, "ann", "rsv_1", 2);

        assertRejected(Rule.KEPT_RESERVATION, 1, 2);
    }

    @Test
    void rejectsABuyerAboveTheCap() {
        tape.reserved(0, "ann", "rsv_1", 1).reserved(3, "ann", "rsv_2", 2);

        assertRejected(Rule.CAP, 1, 2);
    }

    @Test
    void rejectsABuyerAboveTheCapInTheLedger() {
        tape.settled("ann", "rsv_1", 1).settled("ann", "rsv_2", 2);

        assertRejected(Rule.CAP);
    }

    @Test
    void acceptsASecondReservationOnceTheFirstMayBeOver() {
        tape.reserved(0, "ann", "rsv_1", 1)
                .lost(2, CallKind.RELEASE, "ann", "rsv_1", Ending.TIMED_OUT)
                .reserved(4, "ann", "rsv_2", 2);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void rejectsUnitsThatNobodyGotWhileBuyersWantedThem() {
        tape.mustSellOut = true;
        tape.settled("ann", "rsv_1", 1);

        assertRejected(Rule.SOLD_ONCE);
    }

    @Test
    void rejectsAPaidOrderThatDoesNotOwnItsUnits() {
        tape.order("ann", "rsv_1", "paid", 1).payment("rsv_1", 1, State.CAPTURED, Tape.PRICE);

        assertRejected(Rule.SOLD_ONCE);
    }

    @Test
    void rejectsAUnitOutsideTheStock() {
        tape.settled("ann", "rsv_1", 3);

        assertRejected(Rule.SOLD_ONCE);
    }

    @Test
    void rejectsSoldOutBeforeTheLastUnitIsSold() {
        tape.refused(0, CallKind.RESERVE, "cat", "", 409, "sold_out");
        tape.reserved(2, "ann", "rsv_1", 1).paid(4, "ann", "rsv_1").settled("ann", "rsv_1", 1);

        assertRejected(Rule.SOLD_OUT_IS_FINAL, 1, 3);
    }

    @Test
    void rejectsAnAcknowledgedOrderThatTheLedgerDoesNotHave() {
        tape.reserved(0, "ann", "rsv_1", 1).paid(2, "ann", "rsv_1");

        assertRejected(Rule.KEPT_ORDER, 1, 2);
    }

    @Test
    void rejectsAPaidOrderThatIsShownAsUnpaid() {
        tape.reserved(0, "ann", "rsv_1", 1).paid(2, "ann", "rsv_1").settled("ann", "rsv_1", 1);
        tape.said(4, CallKind.ORDER, "ann", "rsv_1", "declined");

        assertRejected(Rule.KEPT_ORDER, 2, 3);
    }

    @Test
    void rejectsAPaidOrderThatIsRefundedUnasked() {
        tape.reserved(0, "ann", "rsv_1", 1).paid(2, "ann", "rsv_1");
        tape.order("ann", "rsv_1", "refunded", 1).payment("rsv_1", 1, State.REFUNDED, Tape.PRICE);

        assertRejected(Rule.KEPT_ORDER, 1, 2);
    }

    @Test
    void acceptsARefundOfUnknownFateAndWhatFollowsFromIt() {
        tape.reserved(0, "ann", "rsv_1", 1).paid(2, "ann", "rsv_1");
        tape.lost(4, CallKind.REFUND, "shop", "rsv_1", Ending.TIMED_OUT);
        tape.said(6, CallKind.ORDER, "ann", "rsv_1", "refunded").reserved(8, "bob", "rsv_2", 1);
        tape.order("ann", "rsv_1", "refunded", 1).payment("rsv_1", 1, State.REFUNDED, Tape.PRICE);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void acceptsAnOrderThatIsReadBeforeItIsPaid() {
        tape.reserved(0, "ann", "rsv_1", 1).said(2, CallKind.ORDER, "ann", "rsv_1", "pending");
        tape.paid(2, "ann", "rsv_1").settled("ann", "rsv_1", 1);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void rejectsAPaidOrderWithoutACapturedPayment() {
        tape.settled("ann", "rsv_1", 1).payments.clear();
        tape.payment("rsv_1", 1, State.AUTHORISED, Tape.PRICE);

        assertRejected(Rule.MONEY);
    }

    @Test
    void rejectsAnOrderThatIsPaidTwice() {
        tape.settled("ann", "rsv_1", 1).payment("rsv_1", 2, State.CAPTURED, Tape.PRICE);

        assertRejected(Rule.MONEY);
    }

    @Test
    void rejectsAnOrderThatIsPaidWithAnotherAmount() {
        tape.settled("ann", "rsv_1", 1).payments.clear();
        tape.payment("rsv_1", 1, State.CAPTURED, Tape.PRICE + 1);

        assertRejected(Rule.MONEY);
    }

    @Test
    void rejectsMoneyThatWasCapturedForNothing() {
        tape.payment("rsv_1", 1, State.CAPTURED, Tape.PRICE);
        tape.order("bob", "rsv_2", "declined", 1).payment("rsv_2", 1, State.CAPTURED, Tape.PRICE);

        assertThat(tape.check()).extracting(Violation::rule).containsExactly(Rule.MONEY, Rule.MONEY);
    }

    @Test
    void acceptsMoneyThatWentBackOrWasNeverTaken() {
        tape.payment("rsv_1", 1, State.REFUNDED, Tape.PRICE).payment("rsv_3", 1, State.NOT_CHARGED, Tape.PRICE);
        tape.settled("bob", "rsv_2", 1).payment("rsv_2", 2, State.NOT_CHARGED, Tape.PRICE);

        assertThat(tape.check()).isEmpty();
    }

    @Test
    void rejectsAWatermarkThatMovesBackInTheLedger() {
        tape.steps.add(new SaleFacts.Step(1, 7, -1, 10));
        tape.steps.add(new SaleFacts.Step(2, 8, 5, 12));
        assertThat(tape.check()).isEmpty();

        tape.steps.add(new SaleFacts.Step(3, 8, 4, 12));
        assertRejected(Rule.WATERMARK);
    }

    @Test
    void rejectsAnAdmittedTicketThatWaitsAgain() {
        tape.said(0, CallKind.POLL, "ann", "t1", "admitted").said(0, CallKind.POLL, "ann", "t1", "waiting");
        assertThat(tape.check()).as("at the same time").isEmpty();

        tape.said(2, CallKind.POLL, "ann", "t1", "waiting");
        assertRejected(Rule.WATERMARK, 1, 3);
    }

    @Test
    void leavesOtherSalesAlone() {
        tape.reserved(0, "ann", "rsv_1", 1).reserved(5, "bob", "rsv_2", 1);

        assertThat(Checker.check(
                        new SaleFacts(
                                "other", 1, 1, 1, tape.reservations, tape.orders, tape.sold, tape.steps, tape.payments),
                        tape.calls,
                        new Leeway(0, tape.losses, false)))
                .isEmpty();
    }

    private void assertRejected(Rule rule, Integer... evidence) {
        assertThat(tape.check()).singleElement().satisfies(violation -> {
            assertThat(violation.rule()).isEqualTo(rule);
            assertThat(violation.evidence())
                    .extracting(call -> (int) call.number())
                    .containsExactly(evidence);
        });
    }
}
