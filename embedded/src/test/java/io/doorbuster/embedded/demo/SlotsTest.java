package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final List<String> turns = new ArrayList<>();

    @Test
    void runsAtMostAsManyAsThereAreSlots() {
        Slots slots = new Slots(2);
        for (String name : List.of("a", "b", "c")) {
            slots.enter(Slots.Rank.ARRIVING, () -> turns.add(name));
        }
        assertThat(turns).containsExactly("a", "b");
        slots.leave();
        assertThat(turns).containsExactly("a", "b", "c");
    }

    @Test
    void whoHoldsAUnitGoesBeforeTheRest() {
        Slots slots = new Slots(1);
        slots.enter(Slots.Rank.ARRIVING, () -> turns.add("first"));
        slots.enter(Slots.Rank.ASKING_AGAIN, () -> turns.add("asks again"));
        slots.enter(Slots.Rank.ARRIVING, () -> turns.add("arrives"));
        slots.enter(Slots.Rank.HOLDING, () -> turns.add("holds"));
        for (int i = 0; i < 3; i++) {
            slots.leave();
        }
        assertThat(turns).containsExactly("first", "holds", "arrives", "asks again");
    }

    @Test
    void waitersAreLetInAtAPaceAndAllAtOnceAtTheEnd() {
        AskingAgain line = new AskingAgain();
        int perTick = AskingAgain.PER_SECOND * AskingAgain.TICK_MILLIS / 1000;
        for (int i = 0; i < 3 * perTick; i++) {
            line.add(1_000, () -> turns.add("again"));
        }
        line.tick(999);
        assertThat(turns).isEmpty();
        line.tick(1_000);
        assertThat(turns).hasSize(perTick);
        line.hurry();
        line.tick(0);
        assertThat(turns).hasSize(3 * perTick);
        assertThat(line.size()).isZero();
    }
}
