package io.doorbuster.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.ledger.RoomStore.LaneLedger;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSlice;
import io.doorbuster.waitingroom.Ticket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger after random histories of lanes, read and written in random, overlapping slices. */
class TicketHistoryIT {
    private static final int LANES = 3;
    private static final int WRITERS = 4;

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void endsWhereTheLanesAre(long seed) {
        List<LaneHistory> lanes = lanes(seed, "sal_a", "sal_b");
        TicketWriter writer = new TicketWriter(database.postgres());
        for (int round = 0; round < 20; round++) {
            lanes.forEach(lane -> lane.run(100));
            if (round == 10) {
                lanes.forEach(LaneHistory::rebuild);
            }
            writer.write(read(lanes));
            acknowledge(lanes, writer.write(read(lanes)));
            assertDense();
        }
        while (!read(lanes).isEmpty()) {
            acknowledge(lanes, writer.write(read(lanes)));
        }
        assertSame(lanes);
    }

    /** Members that all believe that a lane is theirs, as during a migration. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheSameWhoeverWrites(long seed) throws Exception {
        List<LaneHistory> lanes = lanes(seed, "sal_a", "sal_b");
        lanes.forEach(lane -> lane.run(1_000));
        Random random = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            CyclicBarrier start = new CyclicBarrier(WRITERS);
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Random order = new Random(random.nextLong());
                writers.add(() -> {
                    start.await();
                    writeInPieces(lanes, order);
                    return true;
                });
            }
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                assertThat(writer.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertSame(lanes);
    }

    /** Each piece starts at a lane's first event, so that pieces of different writers overlap; none leaves a gap. */
    private void writeInPieces(List<LaneHistory> lanes, Random random) {
        TicketWriter writer = new TicketWriter(database.postgres());
        List<LaneHistory> order = new ArrayList<>(lanes);
        for (int part = 1; part <= 10; part++) {
            List<LaneSlice> pieces = new ArrayList<>();
            Collections.shuffle(order, random);
            for (LaneHistory lane : order) {
                int end = (int) lane.lastSequence() * part / 10;
                pieces.add(new LaneSlice(lane.key(), lane.events(0).subList(0, end)));
            }
            assertThat(writer.write(pieces)).hasSize(lanes.size());
        }
    }

    private List<LaneHistory> lanes(long seed, String... saleIds) {
        Random random = new Random(seed);
        List<LaneHistory> lanes = new ArrayList<>();
        for (String saleId : saleIds) {
            Fixtures.stored(database.postgres(), saleId, 10, 1);
            for (int lane = 0; lane < LANES; lane++) {
                lanes.add(new LaneHistory(Lanes.key(saleId, lane), random.nextLong()));
            }
        }
        return lanes;
    }

    private static List<LaneSlice> read(List<LaneHistory> lanes) {
        return lanes.stream().map(LaneHistory::read).filter(Objects::nonNull).toList();
    }

    private static void acknowledge(List<LaneHistory> lanes, Map<LaneKey, Long> durable) {
        for (LaneHistory lane : lanes) {
            if (durable.containsKey(lane.key())) {
                lane.acknowledge(requireNonNull(durable.get(lane.key())));
            }
        }
    }

    /** Also in mid-sale, no number is left out. */
    private void assertDense() {
        assertThat(database.count("SELECT count(*) FROM tickets"))
                .isEqualTo(database.count("SELECT sum(most) FROM"
                        + " (SELECT max(number) AS most FROM tickets GROUP BY sale_id, lane) AS lanes"));
    }

    private void assertSame(List<LaneHistory> lanes) {
        RoomStore rooms = new RoomStore(database.postgres());
        for (LaneHistory lane : lanes) {
            assertThat(rooms.lane(lane.key()))
                    .isEqualTo(new LaneLedger(0, lane.lastSequence(), List.<Ticket>copyOf(lane.tickets())));
        }
    }
}
