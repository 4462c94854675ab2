package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** The outbox, and a bucket that comes back from what the ledger has. */
class BucketLedgerTest extends OneBucket {
    @Test
    void eventsAreReadInOrderFromAnywhere() {
        hold(1);
        hold(2);
        release(1);
        assertThat(sequences(0, 10)).containsExactly(1L, 2L, 3L);
        assertThat(sequences(0, 2)).containsExactly(1L, 2L);
        assertThat(sequences(2, 2)).containsExactly(3L);
        assertThat(sequences(3, 2)).isEmpty();
    }

    @Test
    void anEventCarriesTheReservationAsItWasThen() {
        Reservation held = hold(1);
        now += 9;
        Reservation released = accepted(release(1));
        assertThat(read(0, 10))
                .containsExactly(
                        new Event(1, START, Event.Type.RESERVED, held),
                        new Event(2, START + 9, Event.Type.RELEASED, released));
    }

    @Test
    void anAcknowledgedPrefixIsForgotten() {
        hold(1);
        hold(2);
        hold(3);
        apply(new Command.Acknowledge(2));
        assertThat(sequences(0, 10)).containsExactly(3L);
        assertThat(summary().durableSequence()).isEqualTo(2);
        long revision = bucket.revision();
        apply(new Command.Acknowledge(1));
        assertThat(bucket.revision()).isEqualTo(revision);
        assertThatThrownBy(() -> apply(new Command.Acknowledge(4))).hasMessageContaining("newest event is 3");
    }

    @Test
    void theLagIsTheOldestEventThatTheLedgerLacks() {
        assertThat(summary().oldestPendingAtMillis()).isEqualTo(Reservation.NEVER);
        hold(1);
        now += 9;
        hold(2);
        assertThat(summary().oldestPendingAtMillis()).isEqualTo(START);
        apply(new Command.Acknowledge(1));
        assertThat(summary().oldestPendingAtMillis()).isEqualTo(START + 9);
    }

    @Test
    void aFullOutboxRefusesNewReservationsAndNothingElse() {
        for (int i = 0; bucket.snapshot().pending().size() < InventoryBucket.MAX_PENDING_EVENTS; i++) {
            hold(i);
            release(i);
        }
        assertThat(reserve(-1, "ann", 1)).isEqualTo(refused(Refusal.BACKLOGGED));
        apply(new Command.Acknowledge(1));
        Reservation last = hold(-2);
        assertThat(reserve(-1, "ann", 1)).isEqualTo(refused(Refusal.BACKLOGGED));
        assertThat(hold(-2)).isEqualTo(last);
        sell(-2);
        assertThat(summary().sold()).isOne();
    }

    @Test
    void aNewBucketIsClosedUntilItIsOpened() {
        bucket = InventoryBucket.rebuild(
                terms(1, 3, Switch.ON), GENERATION, RoaringBitmap.bitmapOf(1, 2, 3), List.of(), 0, BucketCounters.ZERO);
        assertThat(reserve(1, "ann", 1)).isEqualTo(refused(Refusal.RECOVERING));
        assertThat(apply(new Command.Find(id(1), "ann"))).isEqualTo(refused(Refusal.NOT_FOUND));
        apply(new Command.SetOpen(true));
        accepted(reserve(1, "ann", 1));
    }

    @Test
    void comesBackFromTheLedgerWithPaymentsUnknown() {
        for (int i = 1; i <= 6; i++) {
            hold(i);
        }
        pay(2, 1);
        pay(3, 1);
        record(3, 1, AttemptState.UNKNOWN);
        pay(4, 1);
        record(4, 1, AttemptState.AUTHORISED);
        sell(5);
        release(6);
        restart(Switch.ON);
        apply(new Command.SetOpen(true));

        assertThat(find(1).state()).isEqualTo(ReservationState.HELD);
        assertThat(find(2).state()).isEqualTo(ReservationState.UNKNOWN);
        assertThat(Objects.requireNonNull(find(2).attempt()).reason()).contains("restarted");
        assertThat(find(3).state()).isEqualTo(ReservationState.UNKNOWN);
        assertThat(find(4).state()).isEqualTo(ReservationState.SOLD);
        assertThat(summary().free()).isEqualTo(5);
        assertThat(((Outcome.Unresolved) apply(new Command.ClaimUnresolved(10))).reservations())
                .extracting(Reservation::id)
                .containsExactly(id(2), id(3), id(4));
        assertThat(apply(new Command.Find(id(6), "u6"))).isEqualTo(refused(Refusal.GONE));
        assertThat(reserve(7, "u1", 2)).isEqualTo(new Outcome.CapReached(CAP, id(1)));
        hold(8);
        assertThat(read(0, 10)).extracting(Event::sequence).containsExactly(16L);
    }

    @Test
    void aHoldThatRanOutMeanwhileExpiresAfterTheRestart() {
        hold(1);
        restart(Switch.ON);
        now += HOLD;
        apply(new Command.SetOpen(true));
        assertThat(pay(1, 1)).isEqualTo(refused(Refusal.GONE));
        tick();
        assertThat(summary().free()).isEqualTo(10);
    }

    @Test
    void holdsOfASaleThatWasCancelledMeanwhileEnd() {
        hold(1);
        restart(Switch.CANCELLED);
        apply(new Command.SetOpen(true));
        assertThat(find(1).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(pay(1, 1)).isEqualTo(refused(Refusal.GONE));
    }

    @Test
    void aLedgerThatHasAUnitTwiceIsAFault() {
        Reservation one = hold(1);
        BucketTerms terms = terms(1, 10, Switch.ON);
        assertThatThrownBy(() -> InventoryBucket.rebuild(
                        terms, GENERATION, RoaringBitmap.bitmapOf(1, 2), List.of(one), 1, BucketCounters.ZERO))
                .hasMessageContaining("unit 1");
        Reservation two = new Reservation(id(2), "u2", one.units(), one.state(), START, START, START, 0, 7, List.of());
        assertThatThrownBy(() -> InventoryBucket.rebuild(
                        terms, GENERATION, new RoaringBitmap(), List.of(one, two), 1, BucketCounters.ZERO))
                .hasMessageContaining("unit 1");
    }

    private void restart(Switch state) {
        long lastSequence = bucket.snapshot().lastSequence();
        EventLog log = new EventLog();
        log.follow(bucket);
        List<Reservation> binding = log.binding(lastSequence);
        BucketTerms terms = terms(2, 10, state);
        RoaringBitmap free = homeUnits(terms);
        free.andNot(EventLog.unitsOf(binding));
        bucket = InventoryBucket.rebuild(terms, GENERATION, free, binding, lastSequence, BucketCounters.ZERO);
    }

    private List<Event> read(long after, int limit) {
        return ((Outcome.Events) apply(new Command.ReadOutbox(after, limit))).events();
    }

    private Collection<Long> sequences(long after, int limit) {
        return read(after, limit).stream().map(Event::sequence).toList();
    }
}
