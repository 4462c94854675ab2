package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HoldTimersTest {
    private final ReservationSlots slots = new ReservationSlots();
    private final HoldTimers timers = new HoldTimers(slots);

    @Test
    void holdsExpireInTheOrderInWhichTheyWereMade() {
        hold(100);
        hold(100);
        hold(200);

        assertThat(timers.nextAtMillis()).isEqualTo(100);
        assertThat(timers.due(99, 10)).isEmpty();
        assertThat(timers.due(100, 10)).containsExactly(0, 1);
        assertThat(timers.due(200, 2)).containsExactly(0, 1);
        timers.remove(0);
        timers.remove(1);
        assertThat(timers.nextAtMillis()).isEqualTo(200);
        timers.remove(2);
        assertThat(timers.nextAtMillis()).isEqualTo(Reservation.NEVER);
        assertThat(timers.due(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void aHoldThatIsShorterThanTheOnesBeforeItExpiresBeforeThem() {
        hold(300);
        hold(100);
        hold(200);
        hold(300);

        assertThat(timers.nextAtMillis()).isEqualTo(100);
        assertThat(timers.due(300, 10)).containsExactly(1, 2, 0, 3);
        timers.remove(1);
        timers.forget(1);
        assertThat(timers.due(300, 10)).containsExactly(2, 0, 3);
    }

    @Test
    void aPaymentThatFailedHandsTheHoldBackToItsPlace() {
        hold(100);
        hold(200);
        change(0, ReservationState.PAYING, 150);
        assertThat(timers.due(200, 10)).containsExactly(0, 1);
        change(1, ReservationState.PAYING, 120);
        assertThat(timers.due(200, 10)).containsExactly(1, 0);
        assertThat(timers.nextAtMillis()).isEqualTo(120);
        change(0, ReservationState.HELD, 100);
        assertThat(timers.nextAtMillis()).isEqualTo(100);
        change(1, ReservationState.HELD, 200);
        assertThat(timers.due(200, 10)).containsExactly(0, 1);
    }

    @Test
    void isAsASortedListWouldBeWhateverTheHoldTime() {
        Random random = new Random(1);
        TreeSet<Integer> waiting = new TreeSet<>();
        long now = 0;
        for (int step = 0; step < 30_000; step++) {
            now += random.nextInt(2);
            int kind = random.nextInt(10);
            if (waiting.isEmpty() || kind < 6) {
                // The merchant changes the hold time now and then.
                waiting.add(hold(now + (step / 1_000 % 2 == 0 ? 500 : 100)));
            } else {
                Integer at = waiting.ceiling(random.nextInt(waiting.last() + 1));
                int slot = at == null ? waiting.first() : at;
                Reservation before = slots.get(slot);
                if (kind == 6 && before.state() == ReservationState.HELD) {
                    change(slot, ReservationState.PAYING, now + 30);
                } else if (kind == 7) {
                    change(slot, ReservationState.HELD, before.expiresAtMillis());
                } else {
                    timers.remove(slot);
                    timers.forget(slot);
                    slots.clear(slot);
                    waiting.remove(slot);
                }
            }
            if (step % 5_000 == 4_999) {
                int[] newSlots = slots.closeHoles();
                timers.renumber(newSlots);
                List<Integer> old = new ArrayList<>(waiting);
                waiting.clear();
                old.forEach(slot -> waiting.add(newSlots[slot]));
            }
            if (step % 50 == 0) {
                agree(waiting, now);
            }
        }
    }

    private void agree(Set<Integer> waiting, long now) {
        List<Integer> sorted = waiting.stream()
                .sorted(Comparator.<Integer>comparingLong(
                                slot -> slots.get(slot).dueAtMillis())
                        .thenComparing(slot -> slot))
                .toList();
        assertThat(timers.due(now + 50, 40))
                .isEqualTo(sorted.stream()
                        .filter(slot -> slots.get(slot).dueAtMillis() <= now + 50)
                        .limit(40)
                        .mapToInt(slot -> slot)
                        .toArray());
        assertThat(timers.nextAtMillis())
                .isEqualTo(
                        sorted.isEmpty()
                                ? Reservation.NEVER
                                : slots.get(sorted.get(0)).dueAtMillis());
    }

    private int hold(long expiresAtMillis) {
        int slot = slots.append(new Reservation(
                OneBucket.id(1),
                "ann",
                List.of(1),
                ReservationState.HELD,
                0,
                expiresAtMillis,
                expiresAtMillis,
                0,
                0,
                List.of()));
        timers.appended(slot);
        timers.add(slot);
        return slot;
    }

    private void change(int slot, ReservationState state, long dueAtMillis) {
        timers.remove(slot);
        slots.set(slot, slots.get(slot).with(state, dueAtMillis));
        timers.add(slot);
    }
}
