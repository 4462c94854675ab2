package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BucketPaymentTest extends OneBucket {
    @Test
    void isSettledOnceNothingIsOnItsWay() {
        assertThat(summary().isSettled()).isTrue();
        hold(1);
        assertThat(summary().isSettled()).isFalse();
        pay(1, 1);
        assertThat(summary().isSettled()).isFalse();
        record(1, 1, AttemptState.UNKNOWN);
        assertThat(summary().isSettled()).isFalse();
        record(1, 1, AttemptState.AUTHORISED);
        assertThat(summary().isSettled()).as("to be captured").isFalse();
        record(1, 1, AttemptState.CAPTURED);
        assertThat(summary().isSettled()).isTrue();
        record(1, 1, AttemptState.REFUNDING);
        assertThat(summary().isSettled()).isFalse();
        record(1, 1, AttemptState.REFUNDED);
        assertThat(summary().isSettled()).isTrue();
    }

    @Test
    void goesFromHoldToPaid() {
        hold(1);
        assertThat(accepted(pay(1, 1)).state()).isEqualTo(ReservationState.PAYING);
        assertThat(accepted(record(1, 1, AttemptState.AUTHORISED)).state()).isEqualTo(ReservationState.SOLD);
        assertThat(summary().paid()).isZero();
        assertThat(accepted(record(1, 1, AttemptState.CAPTURED)).state()).isEqualTo(ReservationState.SOLD);

        assertThat(summary().paid()).isOne();
        assertThat(summary().nextDueAtMillis()).isEqualTo(Reservation.NEVER);
        assertThat(eventTypes())
                .containsExactly(Event.Type.RESERVED, Event.Type.PAYMENT_STARTED, Event.Type.SOLD, Event.Type.PAID);
    }

    @Test
    void aRepeatedCheckoutReturnsItsAttemptAndOnlyOneRuns() {
        hold(1);
        Reservation paying = accepted(pay(1, 1));
        long revision = bucket.revision();
        assertThat(pay(1, 1)).isEqualTo(new Outcome.Accepted(paying, 2, true));
        assertThat(apply(new Command.StartPayment(id(1), "u1", id(101), 8)))
                .isEqualTo(refused(Refusal.IDEMPOTENCY_MISMATCH));
        assertThat(pay(1, 2)).isEqualTo(refused(Refusal.PAYMENT_IN_PROGRESS));
        record(1, 1, AttemptState.UNKNOWN);
        assertThat(pay(1, 2)).isEqualTo(refused(Refusal.PAYMENT_IN_PROGRESS));
        record(1, 1, AttemptState.AUTHORISED);
        assertThat(accepted(pay(1, 2)).attempts()).hasSize(1);
        assertThat(bucket.revision()).isEqualTo(revision + 2);
    }

    @Test
    void aCheckoutOfAnotherReservationUnderTheSameIdIsRefused() {
        reserve(1, "u1", 1);
        reserve(2, "u1", 1);
        accepted(pay(1, 1));
        UUID attempt = id(101);
        assertThat(apply(new Command.StartPayment(id(2), "u1", attempt, 8)))
                .isEqualTo(refused(Refusal.IDEMPOTENCY_MISMATCH));
        assertThat(apply(new Command.StartPayment(id(3), "u1", attempt, 8)))
                .isEqualTo(refused(Refusal.IDEMPOTENCY_MISMATCH));
        assertThat(accepted(apply(new Command.Find(id(2), "u1"))).attempts()).isEmpty();
    }

    @Test
    void aHoldCannotBePaidForFromItsLastMillisecondOn() {
        hold(1);
        hold(2);
        now = START + HOLD - 1;
        accepted(pay(1, 1));
        now++;
        assertThat(pay(2, 1)).isEqualTo(refused(Refusal.GONE));
        tick();
        assertThat(pay(2, 1)).isEqualTo(refused(Refusal.GONE));
        assertThat(find(1).state()).isEqualTo(ReservationState.PAYING);
    }

    @Test
    void aReleasedReservationCannotBePaidFor() {
        hold(1);
        release(1);
        assertThat(pay(1, 1)).isEqualTo(refused(Refusal.GONE));
        assertThat(pay(2, 1)).isEqualTo(refused(Refusal.NOT_FOUND));
    }

    @Test
    void anActionThatTheBuyerOwesIsReturnedToEveryCheckout() {
        hold(1);
        pay(1, 1);
        Reservation waiting = accepted(record(1, 1, AttemptState.ACTION_REQUIRED));
        assertThat(waiting.state()).isEqualTo(ReservationState.PAYING);
        assertThat(waiting.dueAtMillis()).isEqualTo(START + HOLD);
        assertThat(accepted(pay(1, 2))).isEqualTo(waiting);
        assertThat(accepted(record(1, 1, AttemptState.AUTHORISED)).state()).isEqualTo(ReservationState.SOLD);
    }

    @Test
    void aPaymentThatStaysSilentBecomesUnknownAndPinsTheUnit() {
        hold(1);
        now += HOLD - 1;
        pay(1, 1);
        now += InventoryBucket.PAYMENT_SILENCE_MILLIS - 1;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.PAYING);
        now++;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.UNKNOWN);
        now += 10 * HOLD;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.UNKNOWN);
        assertThat(summary().free()).isEqualTo(9);
    }

    @Test
    void anActionThatTheBuyerNeverTookBecomesUnknown() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.ACTION_REQUIRED);
        now += HOLD;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.UNKNOWN);
    }

    @Test
    void unresolvedPaymentsAreHandedOutLaterAndLater() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.UNKNOWN);
        assertThat(claimed()).isZero();
        now += 1_000;
        assertThat(claimed()).isOne();
        long[] waits = {1, 1, 2, 2, 4, 4, 8, 8, 15, 15};
        for (long seconds : waits) {
            long wait = find(1).dueAtMillis() - now;
            assertThat(wait).isBetween(1_000 * seconds, 1_250 * seconds);
            now += wait - 1;
            assertThat(claimed()).isZero();
            now++;
            assertThat(claimed()).isOne();
        }
        record(1, 1, AttemptState.DECLINED);
        now += HOLD;
        assertThat(claimed()).isZero();
    }

    @Test
    void theProvidersNameIsKeptOnceItIsKnown() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.UNKNOWN);
        long due = find(1).dueAtMillis();
        for (String name : new String[] {"pi_1", "pi_2"}) {
            apply(new Command.RecordPayment(id(1), 1, AttemptState.UNKNOWN, false, name, "lost again"));
        }
        Reservation unknown = find(1);
        assertThat(unknown.attempts().get(0).reference()).isEqualTo("pi_1");
        assertThat(unknown.dueAtMillis()).isEqualTo(due);
    }

    @Test
    void aCrowdOfUnknownPaymentsIsSpreadOverAQuarterOfTheWait() {
        bucket = opened(terms(1, 100, Switch.ON));
        for (int i = 1; i <= 100; i++) {
            hold(i);
            pay(i, 1);
            record(i, 1, AttemptState.UNKNOWN);
        }
        for (int claim = 0; claim < 10; claim++) {
            now += 100_000;
            apply(new Command.ClaimUnresolved(100));
        }
        Set<Long> quarters = new HashSet<>();
        for (int i = 1; i <= 100; i++) {
            quarters.add((find(i).dueAtMillis() - now - 15_000) / 938);
        }
        assertThat(quarters).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    @Test
    void aClaimIsLimitedEarliestFirst() {
        for (int i = 1; i <= 3; i++) {
            hold(i);
            pay(i, 1);
            record(i, 1, AttemptState.UNKNOWN);
            now++;
        }
        now += 10_000;
        Outcome outcome = apply(new Command.ClaimUnresolved(2));
        assertThat(((Outcome.Unresolved) outcome).reservations())
                .extracting(Reservation::id)
                .containsExactly(id(1), id(2));
    }

    @Test
    void authorisedAndRefundingPaymentsAreHandedOutToo() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.AUTHORISED);
        now += InventoryBucket.PAYMENT_SILENCE_MILLIS;
        assertThat(claimed()).isOne();
        record(1, 1, AttemptState.CAPTURED);
        now += InventoryBucket.PAYMENT_SILENCE_MILLIS;
        assertThat(claimed()).isZero();
        record(1, 1, AttemptState.REFUNDING);
        now += InventoryBucket.PAYMENT_SILENCE_MILLIS;
        assertThat(claimed()).isOne();
    }

    @Test
    void aDeclineBeforeTheExpiryGivesTheHoldBack() {
        hold(1);
        pay(1, 1);
        now = START + HOLD - 1;
        Reservation held = accepted(record(1, 1, AttemptState.DECLINED, "no money"));
        assertThat(held.state()).isEqualTo(ReservationState.HELD);
        assertThat(held.expiresAtMillis()).isEqualTo(now + 60_000);
        assertThat(Objects.requireNonNull(held.attempt()).reason()).isEqualTo("no money");
        assertThat(summary().declined()).isOne();
        accepted(pay(1, 2));
    }

    /** Its timer before the decline and after it are due in the same millisecond. */
    @Test
    void aHoldThatEndsWhenTheSilenceWouldHaveEndsAllTheSame() {
        hold(1);
        now = START + HOLD - 2 * InventoryBucket.PAYMENT_SILENCE_MILLIS;
        pay(1, 1);
        record(1, 1, AttemptState.DECLINED);
        assertThat(summary().nextDueAtMillis()).isEqualTo(START + HOLD);
        now = START + HOLD;
        tick();
        assertThat(find(1).state()).isEqualTo(ReservationState.EXPIRED);
    }

    @Test
    void aDeclineWhenNoMoreTimeCanBeGivenEndsTheReservation() {
        hold(1);
        pay(1, 1);
        now = START + HOLD + 180_000;
        assertThat(accepted(record(1, 1, AttemptState.DECLINED)).state()).isEqualTo(ReservationState.EXPIRED);
        assertThat(eventTypes()).endsWith(Event.Type.PAYMENT_DECLINED, Event.Type.EXPIRED);
        assertThat(summary().free()).isEqualTo(10);
    }

    @Test
    void aWithdrawnAttemptIsNoDecline() {
        hold(1);
        pay(1, 1);
        assertThat(accepted(record(1, 1, AttemptState.WITHDRAWN)).state()).isEqualTo(ReservationState.HELD);
        assertThat(summary().declined()).isZero();
        accepted(pay(1, 2));
        sellAttempt(1, 2);
    }

    @Test
    void anAnswerToAnEarlierAttemptIsRefused() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.DECLINED);
        pay(1, 2);
        assertThat(record(1, 1, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(((Outcome.Accepted) record(1, 1, AttemptState.DECLINED)).repeated())
                .isTrue();
        assertThat(record(1, 3, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(record(1, 0, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(record(9, 1, AttemptState.AUTHORISED)).isEqualTo(refused(Refusal.NOT_FOUND));
        assertThat(find(1).state()).isEqualTo(ReservationState.PAYING);
    }

    @Test
    void attemptsAreLimited() {
        hold(1);
        for (int attempt = 1; attempt <= InventoryBucket.MAX_ATTEMPTS; attempt++) {
            pay(1, attempt);
            record(1, attempt, AttemptState.DECLINED);
        }
        assertThat(pay(1, InventoryBucket.MAX_ATTEMPTS + 1)).isEqualTo(refused(Refusal.TOO_MANY_ATTEMPTS));
        accepted(release(1));
    }

    @Test
    void noStateLeadsBackToStarted() {
        hold(1);
        pay(1, 1);
        record(1, 1, AttemptState.UNKNOWN);
        assertThat(record(1, 1, AttemptState.STARTED)).isEqualTo(refused(Refusal.WRONG_STATE));
        assertThat(record(1, 1, AttemptState.CAPTURED)).isEqualTo(refused(Refusal.WRONG_STATE));
    }

    @Test
    void aRefundLeavesTheUnitSold() {
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        Reservation refunded = accepted(record(1, 1, AttemptState.REFUNDED));
        assertThat(refunded.state()).isEqualTo(ReservationState.SOLD);
        assertThat(summary().sold()).isOne();
        assertThat(record(1, 1, AttemptState.REFUNDING)).isEqualTo(refused(Refusal.WRONG_STATE));
    }

    @Test
    void aRefusedRefundLeavesTheOrderPaid() {
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        accepted(record(1, 1, AttemptState.CAPTURED, "charge is disputed"));
        assertThat(eventTypes()).endsWith(Event.Type.REFUND_STARTED, Event.Type.REFUND_FAILED);
        assertThat(summary().paid()).isOne();
        accepted(record(1, 1, AttemptState.REFUNDING));
    }

    @Test
    void aLateRepetitionOfTheCaptureIsNoRefusedRefund() {
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        assertThat(record(1, 1, AttemptState.CAPTURED)).isEqualTo(refused(Refusal.WRONG_STATE));
        accepted(record(1, 1, AttemptState.REFUNDED));
        assertThat(eventTypes()).endsWith(Event.Type.REFUND_STARTED, Event.Type.REFUNDED);
    }

    @Test
    void moneyThatWentBackAfterAllIsRecorded() {
        hold(1);
        sell(1);
        record(1, 1, AttemptState.REFUNDING);
        record(1, 1, AttemptState.CAPTURED, "failed");
        assertThat(Objects.requireNonNull(
                                accepted(record(1, 1, AttemptState.REFUNDED)).attempt())
                        .state())
                .isEqualTo(AttemptState.REFUNDED);
    }

    @Test
    void aFlagAndAReferenceOnceThereStay() {
        hold(1);
        pay(1, 1);
        apply(new Command.RecordPayment(id(1), 1, AttemptState.UNKNOWN, true, "pi_1", "timeout"));
        record(1, 1, AttemptState.AUTHORISED);
        assertThat(find(1).attempts())
                .isEqualTo(List.of(new Attempt(id(101), 7, AttemptState.AUTHORISED, true, "pi_1", null)));
    }

    private int claimed() {
        Outcome outcome = apply(new Command.ClaimUnresolved(10));
        return ((Outcome.Unresolved) outcome).reservations().size();
    }

    private void sellAttempt(long id, int attempt) {
        accepted(record(id, attempt, AttemptState.AUTHORISED));
        accepted(record(id, attempt, AttemptState.CAPTURED));
    }
}
