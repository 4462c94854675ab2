package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.ORG;
import static io.doorbuster.ledger.Fixtures.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.ledger.ReconciliationStore.Finding;
import io.doorbuster.ledger.ReconciliationStore.OrderPayment;
import io.doorbuster.ledger.ReconciliationStore.Repair;
import io.doorbuster.sale.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReconciliationStoreIT {
    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @BeforeEach
    void storeSale() {
        Fixtures.stored(database.postgres(), "sal_1", 100, 1);
    }

    private ReconciliationStore store() {
        return new ReconciliationStore(database.postgres());
    }

    private static Finding finding(String paymentKey, String kind, int second) {
        return new Finding(ORG, "sal_1", paymentKey, kind, "pi_1", new Money(1_999, "usd"), START.plusSeconds(second));
    }

    @Test
    void whatWasFoundFirstStays() {
        Finding found = finding("key-1", "charged_without_order", 1);
        assertThat(store().noteFound(found)).isTrue();
        assertThat(store().noteFound(finding("key-1", "charged_without_order", 2)))
                .isFalse();
        assertThat(store().repairs(ORG, "sal_1")).containsExactly(new Repair(found, null, null));
    }

    @Test
    void whatWasDoneFirstStays() {
        Finding charged = finding("key-1", "charged_without_order", 1);
        Finding twice = finding("key-1", "charged_twice", 2);
        store().noteFound(charged);
        store().noteFound(twice);
        store().noteDone(ORG, "sal_1", "key-1", "charged_twice", "refunded", START.plusSeconds(3));
        store().noteDone(ORG, "sal_1", "key-1", "charged_twice", "cancelled", START.plusSeconds(4));
        store().noteFound(finding("key-1", "charged_twice", 5));
        assertThat(store().repairs(ORG, "sal_1"))
                .containsExactly(new Repair(twice, "refunded", START.plusSeconds(3)), new Repair(charged, null, null));
    }

    @Test
    void refusesWhatWasDoneAboutNothing() {
        store().noteFound(finding("key-1", "charged_twice", 1));
        assertThatThrownBy(() -> store().noteDone(ORG, "sal_1", "key-1", "amount_differs", "refunded", START))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("amount_differs");
    }

    @Test
    void aDifferenceWithoutAPaymentHasNoReference() {
        Finding missing =
                new Finding(ORG, "sal_1", "key-1", "order_without_charge", null, new Money(500, "jpy"), START);
        store().noteFound(missing);
        assertThat(store().repairs(ORG, "sal_1")).containsExactly(new Repair(missing, null, null));
        assertThat(store().repairs("other", "sal_1")).isEmpty();
        assertThat(store().repairs(ORG, "sal_2")).isEmpty();
    }

    @Test
    void showsTheNewestOfTooManyDifferences() {
        database.postgres()
                .jdbi()
                .useHandle(handle -> handle.execute("""
                        INSERT INTO payment_repairs (org_id, sale_id, payment_key, kind, found_at, amount, currency)
                        SELECT 'acme', 'sal_1', 'key-' || number, 'charged_twice',
                            to_timestamp(?::bigint + number), 1999, 'usd'
                        FROM generate_series(1, ?) AS number
                        """, START.getEpochSecond(), ReconciliationStore.MAX_REPAIRS + 5));
        List<Repair> repairs = store().repairs(ORG, "sal_1");
        assertThat(repairs).hasSize(ReconciliationStore.MAX_REPAIRS);
        assertThat(repairs.get(0).finding().paymentKey()).isEqualTo("key-1005");
        assertThat(repairs.get(repairs.size() - 1).finding().paymentKey()).isEqualTo("key-6");
    }

    @Test
    void ordersArePagedById() {
        List<OrderPayment> expected = sell(23);
        for (int limit : new int[] {1, 7, 22, 23, 24, ReconciliationStore.MAX_ORDERS}) {
            assertThat(pages(limit)).as("limit %s", limit).isEqualTo(expected);
        }
        assertThat(store().orders("other", "sal_1", null, 10)).isEmpty();
        assertThat(store().orders(ORG, "sal_2", null, 10)).isEmpty();
    }

    private List<OrderPayment> sell(int orders) {
        List<Event> events = new ArrayList<>();
        List<OrderPayment> expected = new ArrayList<>();
        Attempt declined = new Attempt(new UUID(1, 1), 1, AttemptState.DECLINED, false, "pi_0", "card_declined");
        for (int order = 1; order <= orders; order++) {
            List<Attempt> attempts = order % 2 == 0
                    ? List.of(declined, Fixtures.attempt(AttemptState.CAPTURED))
                    : List.of(Fixtures.attempt(AttemptState.CAPTURED));
            events.add(Fixtures.event(
                    order,
                    Event.Type.SOLD,
                    Fixtures.reservation(order, ReservationState.SOLD, attempts, 2 * order - 1, 2 * order)));
            expected.add(new OrderPayment(
                    new UUID(0, order),
                    "user-" + order,
                    List.of(2 * order - 1, 2 * order),
                    "paid",
                    new Money(2 * 1_999, "usd"),
                    attempts.size(),
                    "pi_1"));
        }
        new LedgerWriter(database.postgres()).write(List.of(new OutboxSlice(Fixtures.key("sal_1", 0), events)));
        return expected;
    }

    private List<OrderPayment> pages(int limit) {
        List<OrderPayment> all = new ArrayList<>();
        List<OrderPayment> page = store().orders(ORG, "sal_1", null, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            page = store().orders(ORG, "sal_1", page.get(page.size() - 1).orderId(), limit);
        }
        return all;
    }

    /** Ids whose first bit is set come last, though Java takes them for negative. */
    @Test
    void ordersAreAllSeenWhateverTheirIds() {
        List<UUID> ids =
                List.of(new UUID(1, 1), new UUID(1, Long.MIN_VALUE), new UUID(Long.MIN_VALUE, 1), new UUID(-1, -1));
        for (UUID id : ids) {
            database.postgres().jdbi().useHandle(handle -> handle.execute("""
                            INSERT INTO orders (org_id, sale_id, order_id, bucket, user_id, units, status, amount,
                                currency, attempts, grid_durable, created_at, updated_at)
                            VALUES ('acme', 'sal_1', ?, 0, 'user', '{1}', 'pending', 1999, 'usd', 1, false, now(), now())
                            """, id));
        }
        assertThat(pages(1)).extracting(OrderPayment::orderId).isEqualTo(ids);
    }

    @Test
    void refusesASillyLimit() {
        assertThatThrownBy(() -> store().orders(ORG, "sal_1", null, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().orders(ORG, "sal_1", null, ReconciliationStore.MAX_ORDERS + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
