package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers();

    @Test
    void earliestFirstAndNotBeforeItsTime() {
        timers.add(300, 1);
        timers.add(100, 2);
        timers.add(200, 3);

        assertThat(timers.nextAtMillis()).isEqualTo(100);
        assertThat(timers.due(99, 10)).isEmpty();
        assertThat(timers.due(200, 10)).containsExactly(2, 3);
        assertThat(timers.due(300, 2)).containsExactly(2, 3);
    }

    @Test
    void tiesBreakBySlotWhateverTheOrderInWhichTheyCame() {
        for (int slot : new int[] {5, 1, 4, 2, 3}) {
            timers.add(100, slot);
        }
        assertThat(timers.due(100, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsRemovedIsGoneAndItsNeighboursStay() {
        timers.add(100, 1);
        timers.add(100, 2);
        timers.add(200, 3);

        timers.remove(100, 1);
        timers.remove(100, 7);
        timers.remove(150, 2);
        assertThat(timers.due(200, 10)).containsExactly(2, 3);
        timers.remove(100, 2);
        assertThat(timers.nextAtMillis()).isEqualTo(200);
        timers.remove(200, 3);
        assertThat(timers.nextAtMillis()).isEqualTo(Reservation.NEVER);
        assertThat(timers.due(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void newNumbersKeepTheTimes() {
        timers.add(100, 3);
        timers.add(200, 5);
        timers.add(200, 7);

        timers.renumber(new int[] {-1, -1, -1, 0, -1, 1, -1, 2});
        assertThat(timers.due(200, 10)).containsExactly(0, 1, 2);
        timers.remove(100, 0);
        timers.remove(200, 1);
        assertThat(timers.due(200, 10)).containsExactly(2);
    }

    @Test
    void isAsASortedListWouldBe() {
        Random random = new Random(1);
        List<long[]> list = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (list.isEmpty() || random.nextInt(5) < 3) {
                long[] added = {random.nextInt(40), step * 7_919L % 20_011};
                list.add(added);
                timers.add(added[0], (int) added[1]);
            } else {
                Collections.swap(list, random.nextInt(list.size()), list.size() - 1);
                long[] removed = list.remove(list.size() - 1);
                timers.remove(removed[0], (int) removed[1]);
            }
            if (step % 100 == 0) {
                int[] expected = list.stream()
                        .filter(timer -> timer[0] <= 30)
                        .sorted(Comparator.<long[]>comparingLong(timer -> timer[0])
                                .thenComparingLong(timer -> timer[1]))
                        .mapToInt(timer -> (int) timer[1])
                        .limit(50)
                        .toArray();
                assertThat(timers.due(30, 50)).isEqualTo(expected);
            }
        }
    }
}
