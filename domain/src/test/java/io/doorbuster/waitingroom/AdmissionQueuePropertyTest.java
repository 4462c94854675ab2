package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any arrivals, told in any cuts, some of them twice, lanes in any order, restarts in between: as the slow way has it. */
class AdmissionQueuePropertyTest {
    private static final int STEPS = 250;

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void agreesWithTheSlowWay(@ForAll long seed, @ForAll boolean weighted) {
        Random random = new Random(seed);
        ScriptedLanes lanes = new ScriptedLanes();
        DrawKeys keys = ScriptedLanes.keys(weighted);
        AdmissionQueue queue = new AdmissionQueue(keys);
        NaiveQueue naive = new NaiveQueue(keys, queue.watermark());
        int window = 0;
        for (int step = 0; step < STEPS; step++) {
            int lane = random.nextInt(LaneKey.LANES);
            Place before = queue.watermark();
            switch (random.nextInt(24)) {
                case 0, 1, 2, 3, 4, 5 -> lanes.join(lane, window, 1 + random.nextInt(5));
                case 6 -> window += random.nextInt(2);
                case 7 -> lanes.closeAll(window - 1);
                case 8 -> lanes.close(lane, window + random.nextInt(2));
                case 9, 10 -> {
                    if (lanes.size(lane) > 0) {
                        lanes.leave(lane, 1 + random.nextInt(lanes.size(lane)));
                    }
                }
                case 11 -> {
                    queue = new AdmissionQueue(keys);
                    queue.restore(before);
                    naive = new NaiveQueue(keys, before);
                }
                case 12, 13, 14 -> {
                    int count = random.nextInt(4);
                    assertThat(queue.advance(count)).isEqualTo(naive.advance(count));
                }
                case 15 -> {
                    for (int each = 0; each < LaneKey.LANES; each++) {
                        tell(lanes.slice(each, naive.read(each), Integer.MAX_VALUE), queue, naive);
                    }
                }
                default -> {
                    int after = random.nextInt(naive.read(lane) + 1);
                    LaneArrivals slice = lanes.slice(lane, after, 1 + random.nextInt(12));
                    tell(slice, queue, naive);
                    if (random.nextInt(4) == 0) {
                        tell(slice, queue, naive);
                    }
                }
            }
            assertThat(queue.watermark().isAfter(before) || queue.watermark().equals(before))
                    .isTrue();
            agree(queue, naive);
        }
        everyoneGetsIn(queue, naive);
    }

    private static void tell(LaneArrivals slice, AdmissionQueue queue, NaiveQueue naive) {
        queue.accept(slice);
        naive.accept(slice);
    }

    private static void agree(AdmissionQueue queue, NaiveQueue naive) {
        List<TicketId> waiting = naive.waiting();
        assertThat(queue.waiting()).isEqualTo(waiting.size());
        assertThat(queue.admitted()).isEqualTo(naive.admitted());
        assertThat(queue.arrivals()).isEqualTo(naive.arrivals());
        assertThat(queue.isComplete()).isEqualTo(naive.closedByAll() != LaneArrivals.NO_NEWS);
        RankTable ranks = queue.ranks(1_024);
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(ranks.ahead(naive.place(waiting.get(i)))).isEqualTo(i);
        }
        if (queue.isComplete()) {
            assertThat(ranks.waiting()).isEqualTo(waiting.size() + naive.pending());
        }
    }

    private static void everyoneGetsIn(AdmissionQueue queue, NaiveQueue naive) {
        for (TicketId ticket : naive.waiting()) {
            assertThat(naive.place(ticket).isAfter(queue.watermark())).isTrue();
            Place watermark = queue.advance(1);
            assertThat(naive.place(ticket).isAfter(watermark)).as("%s", ticket).isFalse();
        }
        assertThat(queue.waiting()).isZero();
    }
}
