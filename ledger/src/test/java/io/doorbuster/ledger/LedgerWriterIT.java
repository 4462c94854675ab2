package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.event;
import static io.doorbuster.ledger.Fixtures.held;
import static io.doorbuster.ledger.Fixtures.key;
import static io.doorbuster.ledger.Fixtures.slice;
import static io.doorbuster.ledger.Fixtures.sold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.sale.Money;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerWriterIT {
    private static final BucketKey KEY = key("sal_1", 0);

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    private LedgerWriter writer() {
        return new LedgerWriter(database.postgres());
    }

    @BeforeEach
    void storeSale() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 2);
    }

    @Test
    void nothingToWriteIsNothing() {
        assertThat(writer().write(List.of())).isEmpty();
    }

    @Test
    void skipsWhatIsRedelivered() {
        Event first = event(1, Event.Type.RESERVED, held(1, 1, 2));
        Event second = event(2, Event.Type.RESERVED, held(2, 3));
        assertThat(writer().write(slice(KEY, first))).isEqualTo(Map.of(KEY, 1L));
        assertThat(writer().write(slice(KEY, first, second))).isEqualTo(Map.of(KEY, 2L));
        assertThat(writer().write(slice(KEY, first))).isEqualTo(Map.of(KEY, 2L));
        assertThat(database.count("SELECT count(*) FROM sale_events")).isEqualTo(2);
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(7);
        assertThat(database.count("SELECT reservations FROM ledger_positions")).isEqualTo(2);
    }

    @Test
    void joinsOverlappingSlicesOfOneWrite() {
        Event first = event(1, Event.Type.RESERVED, held(1, 1));
        Event second = event(2, Event.Type.RESERVED, held(2, 2));
        assertThat(writer().write(List.of(
                        new OutboxSlice(KEY, List.of(first)), new OutboxSlice(KEY, List.of(first, second)))))
                .isEqualTo(Map.of(KEY, 2L));
        assertThat(database.count("SELECT count(*) FROM sale_events")).isEqualTo(2);
    }

    @Test
    void refusesAGapAndWritesNothingOfTheBatch() {
        BucketKey other = key("sal_1", 1);
        List<OutboxSlice> batch = List.of(
                new OutboxSlice(other, List.of(event(1, Event.Type.RESERVED, held(2, 2)))),
                new OutboxSlice(KEY, List.of(event(2, Event.Type.RESERVED, held(1, 1)))));
        assertThatThrownBy(() -> writer().write(batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bucket acme/sal_1/0 is written up to event 0, so event 2 leaves a gap");
        assertThat(database.count("SELECT count(*) FROM sale_events")).isZero();
        assertThat(database.count("SELECT count(*) FROM ledger_positions")).isZero();
    }

    @Test
    void refusesAnUnknownSale() {
        assertThatThrownBy(() -> writer().write(slice(key("sal_none", 0), event(1, Event.Type.RESERVED, held(1, 1)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger_positions");
    }

    /** Whoever lets texts in must keep such out: this bucket's events would wait here for ever. */
    @Test
    void refusesTextThatPostgresCannotStore() {
        Reservation nul =
                new Reservation(new UUID(0, 1), "a\0b", List.of(1), ReservationState.HELD, 0, 0, 0, 0, 0, List.of());
        assertThatThrownBy(() -> writer().write(slice(KEY, event(1, Event.Type.RESERVED, nul))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the ledger refused");
    }

    @Test
    void refusesToSellAUnitTwice() {
        writer().write(slice(
                KEY,
                event(1, Event.Type.RESERVED, held(1, 5)),
                event(2, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5))));
        assertThatThrownBy(() -> writer().write(slice(
                        key("sal_1", 1),
                        event(1, Event.Type.RESERVED, held(2, 4, 5)),
                        event(2, Event.Type.SOLD, sold(2, AttemptState.AUTHORISED, 4, 5)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("unit 5 of sale sal_1 belongs to order " + new UUID(0, 1) + ", but order " + new UUID(0, 2)
                        + " was sold it too");
        assertThat(database.count("SELECT count(*) FROM sold_units")).isEqualTo(1);
        assertThat(database.count("SELECT count(*) FROM sale_events")).isEqualTo(2);
    }

    @Test
    void refusesToSellAUnitTwiceWithinOneBatch() {
        assertThatThrownBy(() -> writer().write(slice(
                        KEY,
                        event(1, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5)),
                        event(2, Event.Type.SOLD, sold(2, AttemptState.AUTHORISED, 5)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unit 5 of sale sal_1 belongs to order");
        assertThat(database.count("SELECT count(*) FROM sold_units")).isZero();
    }

    @Test
    void sameUnitSoldAgainToTheSameOrderIsNoNews() {
        writer().write(slice(KEY, event(1, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5))));
        writer().write(slice(KEY, event(2, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5))));
        assertThat(database.count("SELECT count(*) FROM sold_units")).isEqualTo(1);
    }

    @Test
    void aLapsedAuthorisationTakesTheUnitsBack() {
        writer().write(slice(
                KEY,
                event(1, Event.Type.RESERVED, held(1, 5, 6)),
                event(2, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5, 6)),
                event(3, Event.Type.SOLD, sold(2, AttemptState.AUTHORISED, 7))));
        writer().write(slice(KEY, event(4, Event.Type.PAYMENT_LAPSED, lapsed(1, ReservationState.HELD, 5, 6))));
        assertThat(database.count("SELECT count(*) FROM sold_units WHERE unit = 7"))
                .isEqualTo(1);
        assertThat(database.count("SELECT count(*) FROM sold_units")).isEqualTo(1);
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(8);
        assertThat(database.text("SELECT status FROM orders WHERE units = '{5,6}'"))
                .isEqualTo("declined");
        assertThat(database.count("SELECT declined FROM ledger_positions")).isEqualTo(1);
    }

    /** However the events are cut into batches, from one each to all in one. */
    @ParameterizedTest(name = "batches of {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void aUnitIsSoldTakenBackAndSoldAgain(int batch) {
        List<Event> events = List.of(
                event(1, Event.Type.RESERVED, held(1, 5, 6)),
                event(2, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5, 6)),
                event(3, Event.Type.PAYMENT_LAPSED, lapsed(1, ReservationState.HELD, 5, 6)),
                event(4, Event.Type.EXPIRED, lapsed(1, ReservationState.EXPIRED, 5, 6)),
                event(5, Event.Type.RESERVED, held(2, 5)),
                event(6, Event.Type.SOLD, sold(2, AttemptState.AUTHORISED, 5)),
                event(7, Event.Type.SOLD_LATE, sold(1, AttemptState.AUTHORISED, 6, 7)),
                event(8, Event.Type.RESTOCKED, restocked(2, 5)),
                event(9, Event.Type.RESERVED, held(3, 5)),
                event(10, Event.Type.SOLD, sold(3, AttemptState.AUTHORISED, 5)));
        for (int from = 0; from < events.size(); from += batch) {
            List<Event> cut = events.subList(from, Math.min(events.size(), from + batch));
            writer().write(List.of(new OutboxSlice(KEY, cut)));
        }
        assertThat(database.count("SELECT count(*) FROM sold_units")).isEqualTo(3);
        assertThat(database.text("SELECT order_id::text FROM sold_units WHERE unit = 5"))
                .isEqualTo(new UUID(0, 3).toString());
        assertThat(database.count("SELECT count(*) FROM sold_units WHERE unit IN (6, 7) AND user_id = 'user-1'"))
                .isEqualTo(2);
        assertThat(database.text("SELECT units::text FROM reservations WHERE user_id = 'user-1'"))
                .isEqualTo("{6,7}");
        assertThat(database.text("SELECT units::text FROM orders WHERE user_id = 'user-1'"))
                .isEqualTo("{6,7}");
        assertThat(database.text("SELECT status FROM orders WHERE user_id = 'user-2'"))
                .isEqualTo("refunded");
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(7);
        assertThat(database.count("SELECT abandoned FROM ledger_positions")).isEqualTo(1);
    }

    @Test
    void refusesToSellAUnitTwiceThoughItsFirstSaleWasTakenBackInTheSameBatch() {
        writer().write(slice(KEY, event(1, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5))));
        assertThatThrownBy(() -> writer().write(slice(
                        key("sal_1", 1),
                        event(1, Event.Type.SOLD, sold(2, AttemptState.AUTHORISED, 5)),
                        event(2, Event.Type.PAYMENT_LAPSED, lapsed(2, ReservationState.HELD, 5)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unit 5 of sale sal_1 belongs to order " + new UUID(0, 1));
        assertThat(database.count("SELECT count(*) FROM sold_units")).isEqualTo(1);
    }

    @Test
    void whatIsTakenBackFromOneOrderStaysWithAnother() {
        writer().write(slice(KEY, event(1, Event.Type.SOLD, sold(1, AttemptState.AUTHORISED, 5))));
        writer().write(slice(KEY, event(2, Event.Type.PAYMENT_LAPSED, lapsed(2, ReservationState.HELD, 5))));
        assertThat(database.count("SELECT count(*) FROM sold_units")).isEqualTo(1);
    }

    private static Reservation lapsed(long id, ReservationState state, Integer... units) {
        return Fixtures.reservation(id, state, List.of(Fixtures.attempt(AttemptState.DECLINED)), units);
    }

    private static Reservation restocked(long id, Integer... units) {
        List<Attempt> attempts = List.of(Fixtures.attempt(AttemptState.REFUNDED));
        return Fixtures.reservation(id, ReservationState.RELEASED, attempts, units);
    }

    @Test
    void refusesToBindMoreThanTheStock() {
        assertThatThrownBy(() -> writer().write(slice(
                        KEY,
                        event(1, Event.Type.RESERVED, held(1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
                        event(2, Event.Type.RESERVED, held(2, 1)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sales_stock_remaining_possible");
    }

    @Test
    void releasedUnitsGoBackAndTheirReservationStays() {
        writer().write(slice(
                KEY,
                event(1, Event.Type.RESERVED, held(1, 1, 2)),
                event(2, Event.Type.RELEASED, Fixtures.reservation(1, ReservationState.RELEASED, List.of(), 1, 2)),
                event(3, Event.Type.RESERVED, held(2, 1)),
                event(4, Event.Type.EXPIRED, Fixtures.reservation(2, ReservationState.EXPIRED, List.of(), 1))));
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(10);
        assertThat(database.count("SELECT count(*) FROM reservations WHERE state IN ('RELEASED', 'EXPIRED')"))
                .isEqualTo(2);
        assertThat(database.count("SELECT abandoned FROM ledger_positions")).isEqualTo(2);
        assertThat(database.count("SELECT count(*) FROM orders")).isZero();
    }

    @Test
    void ordersFollowTheLatestAttempt() {
        Attempt declined = new Attempt(new UUID(1, 1), 1, AttemptState.DECLINED, true, "pi_1", "card_declined");
        Attempt started = new Attempt(new UUID(1, 2), 2, AttemptState.STARTED, false, null, null);
        OrderStore orders = new OrderStore(database.postgres());
        writer().write(slice(
                KEY,
                event(1, Event.Type.RESERVED, held(1, 1, 2)),
                event(
                        2,
                        Event.Type.PAYMENT_STARTED,
                        Fixtures.reservation(1, ReservationState.PAYING, List.of(started), 1, 2)),
                event(
                        3,
                        Event.Type.PAYMENT_DECLINED,
                        Fixtures.reservation(1, ReservationState.HELD, List.of(declined), 1, 2))));
        assertThat(orders.find("acme", "sal_1", new UUID(0, 1)))
                .contains(new OrderStore.OrderRow(
                        "acme",
                        "sal_1",
                        new UUID(0, 1),
                        0,
                        "user-1",
                        List.of(1, 2),
                        "declined",
                        new Money(3_998, "usd"),
                        "pi_1",
                        "card_declined",
                        true,
                        Fixtures.START.plusMillis(2),
                        Fixtures.START.plusMillis(3),
                        null));

        Attempt captured = new Attempt(new UUID(1, 2), 2, AttemptState.CAPTURED, false, "pi_2", null);
        Reservation paid = Fixtures.reservation(1, ReservationState.SOLD, List.of(declined, captured), 1, 2);
        writer().write(slice(KEY, event(4, Event.Type.SOLD, paid), event(5, Event.Type.PAID, paid)));
        assertThat(orders.find("acme", "sal_1", new UUID(0, 1))).hasValueSatisfying(order -> {
            assertThat(order.status()).isEqualTo("paid");
            assertThat(order.paymentRef()).isEqualTo("pi_2");
            assertThat(order.reason()).isNull();
            assertThat(order.gridDurable()).isFalse();
            assertThat(order.createdAt()).isEqualTo(Fixtures.START.plusMillis(2));
            assertThat(order.updatedAt()).isEqualTo(Fixtures.START.plusMillis(5));
        });
        assertThat(database.count("SELECT attempts FROM orders")).isEqualTo(2);
        assertThat(database.count("SELECT paid + declined FROM ledger_positions"))
                .isEqualTo(2);
    }
}
