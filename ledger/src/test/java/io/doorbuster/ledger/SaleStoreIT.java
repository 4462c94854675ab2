package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.SECRETS;
import static io.doorbuster.ledger.Fixtures.START;
import static io.doorbuster.ledger.Fixtures.sale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Event;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SaleStoreIT {
    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    private SaleStore store() {
        return new SaleStore(database.postgres());
    }

    @Test
    void whatWasCreatedIsFoundByItsOrganisationAndByBuyers() {
        SaleDefinition sale = sale("sal_1", 10, 1);
        assertThat(store().create(sale, SECRETS, null, 1)).isEqualTo(new SaleStore.Created(sale, false));
        assertThat(store().find("acme", "sal_1")).contains(sale);
        assertThat(store().find("sal_1")).contains(sale);
        assertThat(store().find("other", "sal_1")).isEmpty();
        assertThat(store().find("sal_2")).isEmpty();
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(10);
        assertThat(database.count("SELECT count(*) FROM organisations")).isEqualTo(1);
    }

    @Test
    void sameKeyAndBodyIsTheFirstSaleAgain() {
        SaleDefinition first = sale("sal_1", 10, 1);
        store().create(first, SECRETS, "key-1", 42);
        assertThat(store().create(sale("sal_2", 10, 1), SECRETS, "key-1", 42))
                .isEqualTo(new SaleStore.Created(first, true));
        assertThat(database.count("SELECT count(*) FROM sales")).isEqualTo(1);
    }

    @Test
    void sameKeyAndAnotherBodyIsRefused() {
        store().create(sale("sal_1", 10, 1), SECRETS, "key-1", 42);
        assertThatThrownBy(() -> store().create(sale("sal_2", 10, 1), SECRETS, "key-1", 43))
                .isInstanceOf(IdempotencyMismatchException.class)
                .hasMessageContaining("key-1");
    }

    @Test
    void anotherOrganisationMayUseTheSameKey() {
        store().create(sale("sal_1", 10, 1), SECRETS, "key-1", 42);
        SaleDefinition others = sale("other", "sal_2", 10, 1, START);
        assertThat(store().create(others, SECRETS, "key-1", 43)).isEqualTo(new SaleStore.Created(others, false));
    }

    @Test
    void aSaleIdIsTakenOnce() {
        store().create(sale("sal_1", 10, 1), SECRETS, null, 1);
        assertThatThrownBy(() -> store().create(sale("other", "sal_1", 10, 1, START), SECRETS, null, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyRebuildHasAGenerationOfItsOwn() {
        store().create(sale("sal_1", 10, 1), SECRETS, null, 1);
        store().create(sale("sal_2", 10, 1), SECRETS, null, 1);
        List<Integer> generations = IntStream.range(0, 20)
                .parallel()
                .mapToObj(rebuild -> store().nextGeneration("acme", "sal_1"))
                .toList();
        assertThat(generations)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(store().nextGeneration("acme", "sal_2")).isOne();
        assertThatThrownBy(() -> store().nextGeneration("other", "sal_1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void updateComparesTheVersion() {
        store().create(sale("sal_1", 10, 1), SECRETS, null, 1);
        SaleDefinition changed = changed(2, 15);
        assertThat(store().update(changed)).isTrue();
        assertThat(store().find("sal_1")).contains(changed);
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(15);
        assertThat(store().update(changed)).isFalse();
        assertThat(store().update(changed(4, 20))).isFalse();
        assertThat(store().update(changed(3, 20))).isTrue();
        assertThat(store().find("acme", "sal_1")).contains(changed(3, 20));
    }

    @Test
    void moreStockAddsToWhatRemains() {
        store().create(sale("sal_1", 10, 1), SECRETS, null, 1);
        new LedgerWriter(database.postgres())
                .write(Fixtures.slice(
                        Fixtures.key("sal_1", 0), Fixtures.event(1, Event.Type.RESERVED, Fixtures.held(1, 1, 2, 3))));
        store().update(changed(2, 15));
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(12);
    }

    private static SaleDefinition changed(int version, int stock) {
        SaleDefinition sale = sale("sal_1", stock, 1);
        return new SaleDefinition(
                sale.orgId(),
                sale.saleId(),
                version,
                "sku-2",
                "Boots",
                new Money(500, "jpy"),
                stock,
                START.plusSeconds(60),
                START.plusSeconds(120),
                9,
                30,
                new Fairness(Fairness.Rule.FIFO, 1, 0, Map.of()),
                77,
                5,
                new Durability(250, Durability.WhenLedgerDown.REFUSE),
                true,
                SaleDefinition.Switch.PAUSED,
                "Back in a minute",
                1,
                sale.drawCommitment(),
                sale.createdAt());
    }

    @Test
    void listsNewestFirstPageByPage() {
        List<String> expected = new ArrayList<>();
        for (int number = 10; number < 17; number++) {
            // Pairs share their time, so that the id decides.
            SaleDefinition sale = sale("acme", "sal_" + number, 10, 1, START.plusMillis(number / 2));
            store().create(sale, SECRETS, null, 1);
            expected.add(0, sale.saleId());
        }
        store().create(sale("other", "sal_x", 10, 1, START), SECRETS, null, 1);
        List<String> listed = new ArrayList<>();
        Page<SaleDefinition> page = store().list("acme", null, 3);
        while (page.nextCursor() != null) {
            assertThat(page.items()).hasSize(3);
            page.items().forEach(sale -> listed.add(sale.saleId()));
            page = store().list("acme", page.nextCursor(), 3);
        }
        page.items().forEach(sale -> listed.add(sale.saleId()));
        assertThat(listed).isEqualTo(expected);
        assertThat(store().list("acme", null, 7).nextCursor()).isNull();
        assertThat(store().list("nobody", null, 7).items()).isEmpty();
    }

    @Test
    void refusesAForeignCursorAndASillyLimit() {
        assertThatThrownBy(() -> store().list("acme", "!", 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().list("acme", null, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().list("acme", null, Page.MAX_LIMIT + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void activeAreThoseThatRunAndThoseWithOpenPayments() {
        SaleDefinition pending =
                store().create(sale("sal_pending", 10, 1), SECRETS, null, 1).sale();
        SaleDefinition settled =
                store().create(sale("sal_settled", 10, 1), SECRETS, null, 1).sale();
        LedgerWriter writer = new LedgerWriter(database.postgres());
        writer.write(Fixtures.slice(
                Fixtures.key("sal_pending", 0),
                Fixtures.event(1, Event.Type.SOLD, Fixtures.sold(1, AttemptState.AUTHORISED, 1))));
        writer.write(Fixtures.slice(
                Fixtures.key("sal_settled", 0),
                Fixtures.event(1, Event.Type.PAID, Fixtures.sold(1, AttemptState.CAPTURED, 1))));
        assertThat(store().active(pending.endAt().minusMillis(1))).containsExactlyInAnyOrder(pending, settled);
        assertThat(store().active(pending.endAt())).containsExactly(pending);
    }
}
