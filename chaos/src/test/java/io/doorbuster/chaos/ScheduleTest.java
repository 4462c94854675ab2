package io.doorbuster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.chaos.Schedule.Lengths;
import io.doorbuster.chaos.kit.Cluster;
import io.doorbuster.chaos.kit.Network.Way;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);
    private static final Lengths USUAL = Lengths.USUAL;
    private static final Duration LONG = Duration.ofMinutes(20);

    @Test
    void isDrawnFromItsSeed() {
        assertThat(Schedule.draw(7, LONG, ALL, USUAL))
                .isEqualTo(Schedule.draw(7, LONG, ALL, USUAL))
                .isNotEqualTo(Schedule.draw(8, LONG, ALL, USUAL));
    }

    @Test
    void hasEachKindOnceBeforeOneComesAgain() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(Schedule.draw(seed, LONG, ALL, USUAL).stream()
                            .limit(ALL.size())
                            .map(Fault::kind))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void hasEachKindOnceIfThatIsAskedFor() {
        assertThat(Schedule.each(5, ALL, new Lengths(1, 3)))
                .hasSize(ALL.size())
                .allMatch(fault -> fault.durationMillis() <= 3_000 && fault.pauseMillis() <= 1_500)
                .extracting(Fault::kind)
                .doesNotHaveDuplicates();
    }

    @Test
    void hasOnlyWhatWasAskedForAndAtLeastOne() {
        assertThat(Schedule.draw(1, Duration.ZERO, Set.of(FaultKind.CLOCK), USUAL))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.kind()).isEqualTo(FaultKind.CLOCK);
                    assertThat(Math.abs(fault.amount())).isBetween(1, Schedule.MAX_CLOCK_STEP_SEC);
                });
    }

    @Test
    void lastsAsLongAsItMay() {
        assertThat(Schedule.draw(3, LONG, ALL, new Lengths(20, 90)))
                .allMatch(fault -> fault.durationMillis() >= 20_000 && fault.durationMillis() <= 90_000)
                .anyMatch(fault -> fault.durationMillis() > 30_000);
    }

    @Test
    void cutsAMemberOffFromEverybody() {
        Map<Way, Integer> drops = Injector.drops(new Fault(FaultKind.CUT, 0, 1, List.of("grid-2"), 0));

        assertThat(drops).hasSize(2 * 5).containsEntry(new Way("grid-2", "ledger"), 100);
        assertThat(drops.keySet()).allMatch(way -> drops.containsKey(way.back()));
    }

    @Test
    void leavesAMemberWithoutItsFellowsOnly() {
        assertThat(Injector.drops(new Fault(FaultKind.CUT_MEMBERS, 0, 1, List.of("grid-2"), 0)))
                .containsOnlyKeys(
                        new Way("grid-1", "grid-2"),
                        new Way("grid-2", "grid-1"),
                        new Way("grid-3", "grid-2"),
                        new Way("grid-2", "grid-3"));
    }

    @Test
    void deafensAMemberOneWayOnly() {
        assertThat(Injector.drops(new Fault(FaultKind.CUT_ONE_WAY, 0, 1, List.of("grid-2"), 0)))
                .containsOnlyKeys(new Way("grid-1", "grid-2"), new Way("grid-3", "grid-2"));
    }

    @Test
    void partsTwoNodesAndNobodyElse() {
        for (long seed = 0; seed < 50; seed++) {
            Fault fault = Schedule.draw(seed, Duration.ZERO, Set.of(FaultKind.CUT_PAIR), USUAL)
                    .get(0);
            Way way = new Way(fault.nodes().get(0), fault.nodes().get(1));

            assertThat(Cluster.GRID).as("seed %d", seed).contains(way.from());
            assertThat(Injector.drops(fault)).containsOnlyKeys(way, way.back());
        }
    }
}
