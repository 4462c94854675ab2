package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.ledger.LedgerReader.BucketLedger;
import io.doorbuster.sale.SaleDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger after random histories of real buckets, read and written in random, overlapping slices. */
class LedgerHistoryIT {
    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void endsWhereTheBucketsAre(long seed) {
        SaleDefinition sale = Fixtures.stored(database.postgres(), "sal_history", 150, 3, seed % 2 == 0);
        History history = new History(sale, seed);
        LedgerWriter writer = new LedgerWriter(database.postgres());
        for (int round = 0; round < 30; round++) {
            history.run(150);
            writer.write(history.read());
            Map<BucketKey, Long> durable = writer.write(history.read());
            history.acknowledge(durable);
            assertConsistent(sale);
        }
        while (!history.read().isEmpty()) {
            history.acknowledge(writer.write(history.read()));
        }
        assertConsistent(sale);

        List<BucketLedger> buckets = new LedgerReader(database.postgres()).buckets(sale);
        assertThat(buckets).hasSize(3);
        int free = 0;
        for (BucketLedger ledger : buckets) {
            BucketSummary summary = history.buckets().get(ledger.bucket()).summary(0);
            assertThat(ledger.binding()).containsExactlyInAnyOrderElementsOf(history.binding(ledger.bucket()));
            assertThat(ledger.lastSequence()).isEqualTo(summary.lastSequence());
            assertThat(ledger.counters())
                    .isEqualTo(history.buckets().get(ledger.bucket()).snapshot().counters());
            free += summary.free() + summary.inTransit();
        }
        assertThat(new LedgerReader(database.postgres()).totals(sale.orgId(), sale.saleId()))
                .satisfies(totals -> assertThat(totals.soldUnits()).isPositive());
        assertThat(database.count("SELECT stock_remaining_durable FROM sales")).isEqualTo(free);
        assertThat(database.count("SELECT count(*) FROM sale_events WHERE type = 'SOLD_LATE'"))
                .isPositive();
        assertThat(database.count("SELECT count(*) FROM sale_events WHERE type = 'PAYMENT_LAPSED'"))
                .isPositive();
        assertThat(database.count("SELECT count(*) FROM sale_events"))
                .isEqualTo(
                        buckets.stream().mapToLong(BucketLedger::lastSequence).sum());
    }

    /** Also in mid-sale, whatever is written so far must add up. */
    private void assertConsistent(SaleDefinition sale) {
        var totals = new LedgerReader(database.postgres()).totals(sale.orgId(), sale.saleId());
        long bound = database.count("SELECT coalesce(sum(cardinality(units)), 0) FROM reservations"
                + " WHERE state IN ('HELD', 'PAYING', 'UNKNOWN', 'SOLD')");
        assertThat(totals.stockRemainingDurable()).isEqualTo(sale.stock() - (int) bound);
        assertThat(totals.distinctUnits()).isEqualTo(totals.soldUnits());
        assertThat(totals.orders()).isEqualTo(database.count("SELECT count(*) FROM reservations WHERE state = 'SOLD'"));
        assertThat(database.count("SELECT count(*) FROM orders"))
                .isEqualTo(database.count("SELECT count(*) FROM reservations WHERE attempts <> '[]'"));
    }
}
