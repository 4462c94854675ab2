package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members that all believe that a bucket is theirs, as during a migration. */
class ConcurrentWritersIT {
    private static final int WRITERS = 4;
    private static final int SALES = 2;
    private static final int BUCKETS = 3;

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @RepeatedTest(5)
    void writeEachEventOnce(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<OutboxSlice> all = new ArrayList<>();
        List<SaleDefinition> sales = new ArrayList<>();
        for (int number = 0; number < SALES; number++) {
            SaleDefinition sale = Fixtures.stored(database.postgres(), "sal_" + number, 200, BUCKETS);
            sales.add(sale);
            History history = new History(sale, random.nextLong());
            history.run(1_500);
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                List<Event> events =
                        List.copyOf(history.buckets().get(bucket).snapshot().pending());
                all.add(new OutboxSlice(history.key(bucket), events));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            CyclicBarrier start = new CyclicBarrier(WRITERS);
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Random order = new Random(random.nextLong());
                writers.add(() -> {
                    start.await();
                    writeInPieces(all, order);
                    return true;
                });
            }
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                assertThat(writer.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        long events = all.stream().mapToLong(OutboxSlice::lastSequence).sum();
        assertThat(database.count("SELECT count(*) FROM sale_events")).isEqualTo(events);
        assertThat(database.count("SELECT sum(sequence) FROM ledger_positions")).isEqualTo(events);
        assertThat(database.count("SELECT sum(stock - stock_remaining_durable) FROM sales"))
                .isEqualTo(database.count("SELECT sum(cardinality(units)) FROM reservations"
                        + " WHERE state IN ('HELD', 'PAYING', 'UNKNOWN', 'SOLD')"));
        for (SaleDefinition sale : sales) {
            assertThat(new LedgerReader(database.postgres()).buckets(sale)).hasSize(BUCKETS);
        }
    }

    /** Each piece starts at a bucket's first event, so that pieces of different writers overlap; none leaves a gap. */
    private void writeInPieces(List<OutboxSlice> all, Random random) {
        LedgerWriter writer = new LedgerWriter(database.postgres());
        List<OutboxSlice> order = new ArrayList<>(all);
        for (double part = 0.1; part < 1.05; part += 0.1) {
            List<OutboxSlice> pieces = new ArrayList<>();
            Collections.shuffle(order, random);
            for (OutboxSlice slice : order) {
                int end = (int) Math.ceil(slice.events().size() * Math.min(1, part));
                BucketKey key = slice.key();
                pieces.add(new OutboxSlice(key, slice.events().subList(0, end)));
            }
            assertThat(writer.write(pieces)).hasSize(all.size());
        }
    }
}
