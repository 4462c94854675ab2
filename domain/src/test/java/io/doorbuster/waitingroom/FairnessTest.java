package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who wins, counted over hundreds of draws from fixed seeds: each hypothesis of fairness would be rejected if chance alone
 * made so uneven a count once in a thousand times.
 */
class FairnessTest {
    private static final double SIGNIFICANCE = 0.001;
    private static final int DRAWS = 400;

    private enum Rule {
        FIFO(1, 1, false),
        BATCH(500, 500, false),
        LOTTERY(30_000, 500, false),
        WEIGHTED(30_000, 500, true);

        private final long firstMillis;
        private final long widthMillis;
        private final boolean weighted;

        Rule(long firstMillis, long widthMillis, boolean weighted) {
            this.firstMillis = firstMillis;
            this.widthMillis = widthMillis;
            this.weighted = weighted;
        }

        Crowd crowd(int round) {
            Windows windows = new Windows(OneLane.START, firstMillis, widthMillis);
            return new Crowd(windows, weighted, Crowd.round(round));
        }
    }

    /**
     * The chance that equal chances come out at least so unevenly.
     *
     * @param wins by class of buyers
     * @param sizes of the classes
     * @param winners per draw; they are drawn without replacement, which makes counts more even than independent ones by
     *     the finite population correction
     */
    private static double evenness(long[] wins, int[] sizes, int winners, int draws) {
        int buyers = 0;
        for (int size : sizes) {
            buyers += size;
        }
        double sum = 0;
        for (int i = 0; i < wins.length; i++) {
            double expected = (double) draws * winners * sizes[i] / buyers;
            sum += (wins[i] - expected) * (wins[i] - expected) / expected;
        }
        double corrected = sum * (buyers - 1) / (buyers - winners);
        return 1 - new ChiSquaredDistribution(wins.length - 1).cumulativeProbability(corrected);
    }

    private static double evennessOfTenths(Rule rule, long firstMillis, long lastMillis) {
        int buyers = 100;
        int winners = 20;
        long[] wins = new long[10];
        for (int round = 0; round < DRAWS; round++) {
            Crowd crowd = rule.crowd(round);
            for (int i = 0; i < buyers; i++) {
                crowd.join(1, firstMillis + (lastMillis - firstMillis) * i / (buyers - 1));
            }
            crowd.admitted().stream().limit(winners).forEach(buyer -> wins[buyer / 10]++);
        }
        int[] sizes = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
        return evenness(wins, sizes, winners, DRAWS);
    }

    @Test
    void inABatchTheLastOfAWindowWinsAsOftenAsTheFirst() {
        assertThat(evennessOfTenths(Rule.BATCH, 1_000, 1_499)).isGreaterThan(SIGNIFICANCE);
    }

    @Test
    void inTheFirstBatchTheLobbyIsNoAdvantage() {
        assertThat(evennessOfTenths(Rule.BATCH, -600_000, 499)).isGreaterThan(SIGNIFICANCE);
    }

    @Test
    void inALotteryTheLastOfTheFirstSecondsWinsAsOftenAsTheFirst() {
        assertThat(evennessOfTenths(Rule.LOTTERY, -600_000, 29_999)).isGreaterThan(SIGNIFICANCE);
    }

    @Test
    void theTestWouldSeeAnAdvantage() {
        assertThat(evennessOfTenths(Rule.BATCH, 400, 599)).isLessThan(SIGNIFICANCE);
        long[] slightly = {436, 396, 396, 396, 396, 396, 396, 396, 396, 396};
        int[] sizes = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
        assertThat(evenness(slightly, sizes, 20, 200)).isGreaterThan(SIGNIFICANCE);
        long[] clearly = {500, 389, 389, 389, 389, 389, 389, 389, 389, 388};
        assertThat(evenness(clearly, sizes, 20, 200)).isLessThan(SIGNIFICANCE);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void scriptsThatJoinRightBeforeTheStartGetTheirShare(Rule rule) {
        int early = 60;
        int scripts = 40;
        int winners = 25;
        long[] wins = new long[2];
        for (int round = 0; round < DRAWS; round++) {
            Crowd crowd = rule.crowd(round);
            for (int i = 0; i < early; i++) {
                crowd.join(1, -500_000 + i * 5_000L);
            }
            for (int i = 0; i < scripts; i++) {
                crowd.join(1, -1);
            }
            crowd.admitted().stream().limit(winners).forEach(buyer -> wins[buyer < early ? 0 : 1]++);
        }
        assertThat(evenness(wins, new int[] {early, scripts}, winners, DRAWS)).isGreaterThan(SIGNIFICANCE);
    }

    @Test
    void weightThreeIsWorthWhatTheTheorySays() {
        int heavy = 30;
        int light = 60;
        int winners = 45;
        int draws = 600;
        long heavyWins = 0;
        for (int round = 0; round < draws; round++) {
            Crowd crowd = Rule.WEIGHTED.crowd(round);
            for (int i = 0; i < heavy + light; i++) {
                // One heavy and two light in turn, so that time is no help to either.
                crowd.join(i % 3 == 0 ? 3 : 1, i * 100L);
            }
            heavyWins += crowd.admitted().stream()
                    .limit(winners)
                    .filter(buyer -> buyer % 3 == 0)
                    .count();
        }
        SequentialDraw exact = SequentialDraw.of(heavy, 3, light, winners);
        double deviation = Math.sqrt(exact.variance() * draws);
        double bound = new NormalDistribution().inverseCumulativeProbability(1 - SIGNIFICANCE / 2) * deviation;
        assertThat((double) heavyWins).isCloseTo(exact.mean() * draws, within(bound));
        // Three times the chance of a light ticket would be 27 of 45.
        double naive = (double) winners * 3 * heavy / (3 * heavy + light) * draws;
        assertThat(naive - heavyWins).isGreaterThan(10 * bound);
    }

    /** Of one heavy and one light ticket the heavy wins 3 in 4; of two light ones and one heavy for two places, 9 in 10. */
    @Test
    void theTheoryIsRightWhereItIsEasy() {
        assertThat(SequentialDraw.of(1, 3, 1, 1).mean()).isEqualTo(0.75);
        assertThat(SequentialDraw.of(1, 3, 2, 2).mean()).isCloseTo(0.9, within(1e-12));
        assertThat(SequentialDraw.of(10, 1, 20, 15).mean()).isCloseTo(5, within(1e-9));
    }

    @Test
    void aSingleHeavyTicketWinsThreeInFourAgainstASingleLightOne() {
        int draws = 2_000;
        int heavyWins = 0;
        for (int round = 0; round < draws; round++) {
            Crowd crowd = Rule.WEIGHTED.crowd(round);
            crowd.join(1, 0);
            crowd.join(3, 1);
            heavyWins += crowd.admitted().get(0);
        }
        double bound = 3.29 * Math.sqrt(draws * 0.75 * 0.25);
        assertThat((double) heavyWins).isCloseTo(draws * 0.75, within(bound));
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void nobodyPassesAnEarlierWindow(Rule rule) {
        for (int round = 0; round < 20; round++) {
            Crowd crowd = rule.crowd(round);
            int[] windows = new int[200];
            for (int i = 0; i < windows.length; i++) {
                windows[i] = crowd.join(1 + i % 3, -100 + i * 200L).window();
            }
            List<Integer> order = crowd.admitted();
            assertThat(order).hasSize(windows.length).doesNotHaveDuplicates();
            assertThat(order.stream().map(buyer -> windows[buyer])).isSorted();
            if (rule == Rule.FIFO) {
                assertThat(order).isSorted();
            }
        }
    }
}
