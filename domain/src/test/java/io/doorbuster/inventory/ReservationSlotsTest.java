package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ReservationSlotsTest {
    private final ReservationSlots slots = new ReservationSlots();

    @Test
    void keepsTheOrderOverChunksAndHoles() {
        int count = 3 * ReservationSlots.CHUNK + 1;
        for (int i = 0; i < count; i++) {
            assertThat(slots.append(numbered(i))).isEqualTo(i);
        }
        for (int slot = 0; slot < count; slot++) {
            if (slot % 1_000 != 5) {
                slots.clear(slot);
            }
        }

        assertThat(slots.size()).isEqualTo(4);
        assertThat(numbers(slots.iterator())).containsExactly(5L, 1_005L, 2_005L, 3_005L);
        assertThat(numbers(slots.from(1_006))).containsExactly(2_005L, 3_005L);
        assertThat(numbers(slots.from(count))).isEmpty();
        assertThatThrownBy(() -> slots.from(count).next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void closedHolesMoveReservationsTogether() {
        int count = 2 * ReservationSlots.CHUNK + 10;
        for (int i = 0; i < count; i++) {
            slots.append(numbered(i));
        }
        assertThat(slots.isWorthClosing()).isFalse();
        for (int slot = 0; slot < count; slot++) {
            if (slot != 7 && slot != 2_000) {
                slots.clear(slot);
            }
        }
        assertThat(slots.isWorthClosing()).isTrue();

        int[] newSlots = slots.closeHoles();
        assertThat(newSlots).hasSize(count);
        assertThat(newSlots[7]).isZero();
        assertThat(newSlots[8]).isEqualTo(SlotIndex.NONE);
        assertThat(newSlots[2_000]).isOne();
        assertThat(slots.append(numbered(9_999))).isEqualTo(2);
        assertThat(numbers(slots.iterator())).containsExactly(7L, 2_000L, 9_999L);
        assertThat(slots.isWorthClosing()).isFalse();
    }

    @Test
    void closesUpToAFullChunkAndToNone() {
        for (int i = 0; i < 2 * ReservationSlots.CHUNK; i++) {
            slots.append(numbered(i));
        }
        for (int slot = 0; slot < ReservationSlots.CHUNK; slot++) {
            slots.clear(slot);
        }
        slots.closeHoles();
        assertThat(slots.append(numbered(1))).isEqualTo(ReservationSlots.CHUNK);
        for (int slot = 0; slot <= ReservationSlots.CHUNK; slot++) {
            slots.clear(slot);
        }
        slots.closeHoles();
        assertThat(slots.iterator()).isExhausted();
        assertThat(slots.append(numbered(2))).isZero();
    }

    static Reservation numbered(long number) {
        return new Reservation(
                OneBucket.id(number), "ann", List.of(1), ReservationState.HELD, 0, 0, 0, 0, 0, List.of());
    }

    private static List<Long> numbers(Iterator<Reservation> reservations) {
        List<Long> numbers = new ArrayList<>();
        reservations.forEachRemaining(
                reservation -> numbers.add(reservation.id().getLeastSignificantBits()));
        return numbers;
    }
}
