package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers();

    @Test
    void earliestFirstAndNotBeforeItsTime() {
        timers.add(due(300, 1));
        timers.add(due(100, 2));
        timers.add(due(200, 3));

        assertThat(timers.nextAtMillis()).isEqualTo(100);
        assertThat(timers.due(99, 10)).isEmpty();
        assertThat(timers.due(200, 10)).containsExactly(OneBucket.id(2), OneBucket.id(3));
        assertThat(timers.due(300, 2)).containsExactly(OneBucket.id(2), OneBucket.id(3));
    }

    @Test
    void tiesBreakByIdWhateverTheOrderInWhichTheyCame() {
        for (long id : new long[] {5, 1, 4, 2, 3}) {
            timers.add(due(100, id));
        }
        assertThat(timers.due(100, 3)).containsExactly(OneBucket.id(1), OneBucket.id(2), OneBucket.id(3));
    }

    @Test
    void whatIsRemovedIsGoneAndItsNeighboursStay() {
        timers.add(due(100, 1));
        timers.add(due(100, 2));
        timers.add(due(200, 3));

        timers.remove(due(100, 1));
        timers.remove(due(100, 7));
        timers.remove(due(150, 2));
        assertThat(timers.due(200, 10)).containsExactly(OneBucket.id(2), OneBucket.id(3));
        timers.remove(due(100, 2));
        assertThat(timers.nextAtMillis()).isEqualTo(200);
        timers.remove(due(200, 3));
        assertThat(timers.nextAtMillis()).isEqualTo(Reservation.NEVER);
        assertThat(timers.due(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void isAsASortedListWouldBe() {
        Random random = new Random(1);
        List<Reservation> list = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (list.isEmpty() || random.nextInt(5) < 3) {
                Reservation added = due(random.nextInt(40), step * 7_919L % 20_011);
                list.add(added);
                timers.add(added);
            } else {
                Collections.swap(list, random.nextInt(list.size()), list.size() - 1);
                timers.remove(list.remove(list.size() - 1));
            }
            if (step % 100 == 0) {
                List<UUID> expected = list.stream()
                        .filter(reservation -> reservation.dueAtMillis() <= 30)
                        .sorted(Comparator.comparingLong(Reservation::dueAtMillis)
                                .thenComparing(Reservation::id))
                        .map(Reservation::id)
                        .limit(50)
                        .toList();
                assertThat(timers.due(30, 50)).isEqualTo(expected);
            }
        }
    }

    private static Reservation due(long atMillis, long id) {
        return new Reservation(
                OneBucket.id(id), "ann", List.of(1), ReservationState.HELD, 0, 0, atMillis, 0, 0, List.of());
    }
}
