package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.event;
import static io.doorbuster.ledger.Fixtures.held;
import static io.doorbuster.ledger.Fixtures.key;
import static io.doorbuster.ledger.Fixtures.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.ledger.LedgerReader.BucketLedger;
import io.doorbuster.ledger.LedgerReader.SaleTotals;
import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerReaderIT {
    private static final String[] TEXTS = {
        "",
        "plain",
        "NULL",
        "{1,2}",
        "a,b",
        "quo\"te",
        "it's",
        "back\\slash",
        "héllo",
        "🛒 cart",
        "new\nline",
        "%s :x ?"
    };

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    private LedgerReader reader() {
        return new LedgerReader(database.postgres());
    }

    private LedgerWriter writer() {
        return new LedgerWriter(database.postgres());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reservationsComeBackAsTheyWere(long seed) {
        SaleDefinition sale = Fixtures.stored(database.postgres(), "sal_1", 10_000, 1);
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int number = 1; number <= 1_000; number++) {
            events.add(event(number, Event.Type.RESERVED, anyReservation(random, number)));
        }
        writer().write(List.of(new OutboxSlice(key("sal_1", 0), events)));

        List<Reservation> expected =
                events.stream().map(event -> Restored.of(event.reservation())).toList();
        Map<UUID, Reservation> found = reader().reservations(
                        "acme", "sal_1", expected.stream().map(Reservation::id).toList());
        assertThat(found.values()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(reader().buckets(sale).get(0).binding())
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .filter(reservation -> reservation.state().bindsUnits())
                        .toList());
    }

    private static Reservation anyReservation(Random random, int number) {
        int firstUnit = (number - 1) * 10 + 1;
        List<Integer> units = IntStream.range(firstUnit, firstUnit + 1 + random.nextInt(10))
                .boxed()
                .toList();
        List<Attempt> attempts = new ArrayList<>();
        for (int attempt = random.nextInt(6); attempt > 0; attempt--) {
            attempts.add(new Attempt(
                    new UUID(random.nextLong(), random.nextLong()),
                    random.nextLong(),
                    pick(random, AttemptState.values()),
                    random.nextBoolean(),
                    anyText(random),
                    anyText(random)));
        }
        long reservedAt = Fixtures.START.toEpochMilli() + random.nextInt(1_000_000_000);
        return new Reservation(
                new UUID(random.nextLong(), random.nextLong()),
                "user " + anyText(random),
                units,
                pick(random, ReservationState.values()),
                reservedAt,
                reservedAt + random.nextInt(3_600_000),
                random.nextLong(),
                random.nextInt(10),
                random.nextLong(),
                attempts);
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static @Nullable String anyText(Random random) {
        int text = random.nextInt(TEXTS.length + 2);
        return text < TEXTS.length ? TEXTS[text] : null;
    }

    @Test
    void bucketsAreAscendingAndThoseNeverWrittenAreAbsent() {
        SaleDefinition sale = Fixtures.stored(database.postgres(), "sal_1", 10, 4);
        writer().write(slice(
                key("sal_1", 3),
                event(1, Event.Type.RESERVED, held(1, 1)),
                event(2, Event.Type.RELEASED, Fixtures.reservation(1, ReservationState.RELEASED, List.of(), 1))));
        writer().write(slice(
                key("sal_1", 1), event(1, Event.Type.RESERVED, held(3, 3)), event(2, Event.Type.RESERVED, held(2, 2))));
        assertThat(reader().buckets(sale))
                .containsExactly(
                        new BucketLedger(1, 2, List.of(held(2, 2), held(3, 3)), new BucketCounters(2, 0, 0, 0)),
                        new BucketLedger(3, 2, List.of(), new BucketCounters(1, 0, 1, 0)));
    }

    @Test
    void anotherOrganisationsSaleIsEmpty() {
        SaleDefinition sale = Fixtures.stored(database.postgres(), "sal_1", 10, 1);
        writer().write(slice(key("sal_1", 0), event(1, Event.Type.RESERVED, held(1, 1))));
        assertThat(reader().buckets(Fixtures.sale("other", "sal_1", 10, 1, sale.createdAt())))
                .isEmpty();
        assertThat(reader().reservations("other", "sal_1", List.of(new UUID(0, 1))))
                .isEmpty();
        assertThatThrownBy(() -> reader().totals("other", "sal_1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAUnitThatIsBoundTwice() {
        SaleDefinition sale = Fixtures.stored(database.postgres(), "sal_1", 10, 2);
        writer().write(slice(key("sal_1", 0), event(1, Event.Type.RESERVED, held(1, 6, 7))));
        writer().write(slice(key("sal_1", 1), event(1, Event.Type.RESERVED, held(2, 7))));
        assertThatThrownBy(() -> reader().buckets(sale))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "unit 7 of sale sal_1 is bound twice", new UUID(0, 1).toString(), new UUID(0, 2).toString());
    }

    @Test
    void refusesAUnitOutsideTheStock() {
        SaleDefinition sale = Fixtures.stored(database.postgres(), "sal_1", 10, 1);
        writer().write(slice(key("sal_1", 0), event(1, Event.Type.RESERVED, held(1, 11))));
        assertThatThrownBy(() -> reader().buckets(sale))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("binds unit 11");
    }

    @Test
    void ordersFitAfterALapseALateSaleAndARefundThatIsSoldAgain() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 1);
        Attempt declined = Fixtures.attempt(AttemptState.DECLINED);
        Attempt refunded = Fixtures.attempt(AttemptState.REFUNDED);
        writer().write(slice(
                key("sal_1", 0),
                event(1, Event.Type.RESERVED, held(1, 1, 2)),
                event(2, Event.Type.SOLD, Fixtures.sold(1, AttemptState.AUTHORISED, 1, 2)),
                event(
                        3,
                        Event.Type.PAYMENT_LAPSED,
                        Fixtures.reservation(1, ReservationState.HELD, List.of(declined), 1, 2)),
                event(
                        4,
                        Event.Type.EXPIRED,
                        Fixtures.reservation(1, ReservationState.EXPIRED, List.of(declined), 1, 2)),
                event(5, Event.Type.RESERVED, held(2, 1)),
                event(6, Event.Type.SOLD, Fixtures.sold(2, AttemptState.CAPTURED, 1)),
                event(7, Event.Type.SOLD_LATE, Fixtures.sold(1, AttemptState.AUTHORISED, 2, 3)),
                event(
                        8,
                        Event.Type.RESTOCKED,
                        Fixtures.reservation(2, ReservationState.RELEASED, List.of(refunded), 1))));
        List<UUID> both = List.of(new UUID(0, 1), new UUID(0, 2));
        assertThat(reader().unfitOrders("acme", "sal_1", both)).isEmpty();
        assertThat(reader().totals("acme", "sal_1")).isEqualTo(new SaleTotals(2, 2, 1, 8));
        assertThat(reader().reservations("acme", "sal_1", both).get(new UUID(0, 1)))
                .isEqualTo(Restored.of(Fixtures.sold(1, AttemptState.AUTHORISED, 2, 3)));
    }

    @Test
    void totalsCountWhatIsSold() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 1);
        assertThat(reader().totals("acme", "sal_1")).isEqualTo(new SaleTotals(0, 0, 0, 10));
        writer().write(slice(
                key("sal_1", 0),
                event(1, Event.Type.RESERVED, held(1, 1, 2)),
                event(2, Event.Type.SOLD, Fixtures.sold(1, AttemptState.AUTHORISED, 1, 2)),
                event(3, Event.Type.RESERVED, held(2, 3))));
        assertThat(reader().totals("acme", "sal_1")).isEqualTo(new SaleTotals(2, 2, 1, 7));
    }
}
