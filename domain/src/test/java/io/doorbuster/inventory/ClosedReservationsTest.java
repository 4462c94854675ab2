package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClosedReservationsTest {
    @Test
    void isAsAQueueWouldBe() {
        ClosedReservations closed = new ClosedReservations();
        ArrayDeque<int[]> queue = new ArrayDeque<>();
        Random random = new Random(1);
        for (int step = 0; step < 20_000; step++) {
            if (queue.isEmpty() || random.nextInt(10) < (step / 1_000 % 2 == 0 ? 7 : 3)) {
                int[] added = {random.nextInt(), random.nextInt(1_000)};
                queue.add(added);
                closed.add(added[0], added[1]);
            } else {
                int[] oldest = queue.remove();
                assertThat(closed.oldestHash()).isEqualTo(oldest[0]);
                assertThat(closed.slot(0)).isEqualTo(oldest[1]);
                closed.removeOldest();
            }
            assertThat(closed.size()).isEqualTo(queue.size());
        }
    }

    @Test
    void newNumbersKeepHashAndOrder() {
        ClosedReservations closed = new ClosedReservations();
        closed.add(-7, 9);
        closed.add(-1, 3);
        closed.add(5, 0);
        closed.removeOldest();
        closed.renumber(new int[] {0, SlotIndex.NONE, SlotIndex.NONE, 1});

        assertThat(closed.slot(0)).isOne();
        assertThat(closed.oldestHash()).isEqualTo(-1);
        assertThat(closed.slot(1)).isZero();
    }
}
