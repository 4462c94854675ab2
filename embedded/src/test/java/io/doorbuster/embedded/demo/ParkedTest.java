package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkedTest {
    private record Timed(long millis, Runnable step) {}

    private final List<Timed> timers = new ArrayList<>();
    private final List<String> turns = new ArrayList<>();
    private final Parked parked = new Parked((millis, step) -> timers.add(new Timed(millis, step)));

    @Test
    void everybodyHasTheirOwnTime() {
        parked.add(5_000, () -> turns.add("a"));
        parked.add(20_000, () -> turns.add("b"));
        assertThat(timers).extracting(Timed::millis).containsExactly(5_000L, 20_000L);
        timers.get(1).step().run();
        assertThat(turns).containsExactly("b");
        assertThat(parked.size()).isEqualTo(1);
    }

    @Test
    void aHurryWakesEverybodyOnceAndKeepsWaitsShort() {
        parked.add(5_000, () -> turns.add("a"));
        parked.add(20_000, () -> turns.add("b"));
        parked.hurry();
        assertThat(turns).containsExactlyInAnyOrder("a", "b");
        timers.forEach(timed -> timed.step().run());
        assertThat(turns).hasSize(2);

        parked.add(20_000, () -> turns.add("c"));
        assertThat(timers.get(2).millis()).isEqualTo(Parked.HURRY_MILLIS);
        parked.hurry();
        assertThat(turns).as("told again, it waits").hasSize(2);
    }
}
