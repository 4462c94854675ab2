package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultDiceTest {
    @Test
    void repeatsItselfWithTheSameSeedOnly() {
        assertThat(tosses(7)).isEqualTo(tosses(7)).isNotEqualTo(tosses(8));
    }

    @Test
    void everyFaultHappensAboutAsOftenAsOrdered() {
        FaultDice dice = new FaultDice(1, Faults.every(0.1));
        for (int i = 0; i < 10_000; i++) {
            dice.request("r", true);
            dice.event();
        }

        Map<Fault, Long> counts = dice.counts();

        assertThat(counts).containsOnlyKeys(Fault.values());
        assertThat(counts.get(Fault.DELAY)).isBetween(900L, 1_100L);
        assertThat(counts.get(Fault.EVENT_LOST)).isBetween(900L, 1_100L);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(500L, 1_100L));
    }

    @Test
    void neverMakesAReadConflict() {
        FaultDice dice = new FaultDice(1, Faults.NONE.with(Fault.CONFLICT, 1));

        assertThat(dice.request("r", false).fault()).isNull();
        assertThat(dice.request("r", true).fault()).isEqualTo(Fault.CONFLICT);
    }

    @Test
    void servesAnOrderOnceAndOnItsRoute() {
        FaultDice dice = new FaultDice(1, Faults.NONE);
        dice.once(Fault.RESET_AFTER, "capture");

        assertThat(dice.request("create", true).fault()).isNull();
        assertThat(dice.request("capture", true).fault()).isEqualTo(Fault.RESET_AFTER);
        assertThat(dice.request("capture", true).fault()).isNull();
        assertThatThrownBy(() -> dice.once(Fault.EVENT_LOST, "capture")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void splitsThePaceAroundTheAct() {
        FaultDice dice = new FaultDice(1, Faults.NONE.withPace(Duration.ofSeconds(10)));

        FaultDice.Toss toss = dice.request("r", true);

        assertThat(toss.beforeMillis() + toss.afterMillis()).isEqualTo(10_000);
        assertThat(toss.beforeMillis()).isPositive();
    }

    @Test
    void refusesImpossibleChancesAndDurations() {
        assertThatThrownBy(() -> Faults.every(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Faults.NONE.with(Fault.HANG, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Faults.NONE.withDelay(Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<FaultDice.Toss> tosses(long seed) {
        FaultDice dice = new FaultDice(seed, Faults.every(0.1));
        List<FaultDice.Toss> tosses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tosses.add(dice.request("r", true));
        }
        return tosses;
    }
}
