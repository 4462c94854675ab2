package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderStoreIT {
    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @BeforeEach
    void sell() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 1);
        List<Event> events = new ArrayList<>();
        for (int order = 1; order <= 7; order++) {
            // Pairs share their time, so that the id decides.
            events.add(new Event(
                    order,
                    Fixtures.START.toEpochMilli() + order / 2,
                    Event.Type.SOLD,
                    Fixtures.sold(order, AttemptState.CAPTURED, order)));
        }
        new LedgerWriter(database.postgres()).write(List.of(new OutboxSlice(Fixtures.key("sal_1", 0), events)));
    }

    private OrderStore store() {
        return new OrderStore(database.postgres());
    }

    @Test
    void listsNewestFirstPageByPage() {
        List<Long> listed = new ArrayList<>();
        Page<OrderStore.OrderRow> page = store().list("acme", "sal_1", null, 2);
        while (page.nextCursor() != null) {
            page.items().forEach(order -> listed.add(order.orderId().getLeastSignificantBits()));
            page = store().list("acme", "sal_1", page.nextCursor(), 2);
        }
        page.items().forEach(order -> listed.add(order.orderId().getLeastSignificantBits()));
        assertThat(listed).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void anotherOrganisationSeesNothing() {
        assertThat(store().list("other", "sal_1", null, 10).items()).isEmpty();
        assertThat(store().find("other", "sal_1", new UUID(0, 1))).isEmpty();
        assertThat(store().find("acme", "sal_1", new UUID(0, 1))).isPresent();
        assertThat(store().find("acme", "sal_1", new UUID(0, 99))).isEmpty();
    }

    @Test
    void refusesACursorOfAnotherList() {
        String ofSales = new Cursor(Fixtures.START, "sal_1").encode();
        assertThatThrownBy(() -> store().list("acme", "sal_1", ofSales, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cursor");
    }

    @Test
    void aRefundKeyBelongsToOneOrder() {
        store().rememberRefund("acme", "sal_1", new UUID(0, 1), "key");
        assertThatCode(() -> store().rememberRefund("acme", "sal_1", new UUID(0, 1), "key"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> store().rememberRefund("acme", "sal_1", new UUID(0, 2), "key"))
                .isInstanceOf(IdempotencyMismatchException.class);
        assertThat(database.count("SELECT count(*) FROM refund_requests")).isEqualTo(1);
    }
}
