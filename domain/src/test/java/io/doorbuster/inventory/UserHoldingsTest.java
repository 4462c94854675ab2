package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserHoldingsTest {
    private final ReservationSlots slots = new ReservationSlots();
    private final UserHoldings users = new UserHoldings(slots);

    @Test
    void countsUnitsPerBuyerNewestFirst() {
        hold("ann", 1);
        hold("bob", 2);
        hold("ann", 3);

        assertThat(users.unitsOf("ann")).isEqualTo(4);
        assertThat(users.slotsOf("ann")).containsExactly(2, 0);
        assertThat(users.unitsOf("bob")).isEqualTo(2);
        assertThat(users.unitsOf("zoe")).isZero();
        assertThat(users.slotsOf("zoe")).isEmpty();
    }

    @Test
    void buyersOfOneHashAreToldApart() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        hold("Aa", 1);
        hold("BB", 2);

        assertThat(users.unitsOf("Aa")).isOne();
        users.remove(0);
        assertThat(users.unitsOf("Aa")).isZero();
        assertThat(users.slotsOf("BB")).containsExactly(1);
    }

    @Test
    void removesTheNewestTheOldestAndTheOneBetween() {
        for (int i = 0; i < 5; i++) {
            hold("ann", 1);
        }
        users.remove(2);
        assertThat(users.slotsOf("ann")).containsExactly(4, 3, 1, 0);
        users.remove(4);
        assertThat(users.slotsOf("ann")).containsExactly(3, 1, 0);
        users.remove(0);
        assertThat(users.slotsOf("ann")).containsExactly(3, 1);
        users.remove(3);
        users.remove(1);
        assertThat(users.slotsOf("ann")).isEmpty();
        hold("ann", 2);
        assertThat(users.slotsOf("ann")).containsExactly(5);
    }

    @Test
    void whatComesBackIsInItsOldPlace() {
        for (int i = 0; i < 4; i++) {
            hold("ann", 1);
        }
        users.remove(0);
        users.remove(2);
        users.remove(3);
        users.add(2);
        assertThat(users.slotsOf("ann")).containsExactly(2, 1);
        users.add(0);
        assertThat(users.slotsOf("ann")).containsExactly(2, 1, 0);
        users.add(3);
        assertThat(users.slotsOf("ann")).containsExactly(3, 2, 1, 0);
        for (int slot = 0; slot < 4; slot++) {
            users.remove(slot);
        }
        users.add(1);
        assertThat(users.slotsOf("ann")).containsExactly(1);
    }

    @Test
    void chainsSurviveNewNumbers() {
        hold("ann", 1);
        hold("bob", 1);
        hold("ann", 1);
        hold("bob", 1);
        hold("ann", 1);
        users.remove(1);
        slots.clear(1);
        users.remove(2);
        slots.clear(2);

        users.renumber(slots.closeHoles());
        assertThat(users.slotsOf("ann")).containsExactly(2, 0);
        assertThat(users.slotsOf("bob")).containsExactly(1);
        hold("bob", 1);
        assertThat(users.slotsOf("bob")).containsExactly(3, 1);
    }

    private void hold(String user, int quantity) {
        List<Integer> units = Collections.nCopies(quantity, 1);
        users.add(slots.append(
                new Reservation(OneBucket.id(1), user, units, ReservationState.HELD, 0, 0, 0, 0, 0, List.of())));
    }
}
