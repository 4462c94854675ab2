package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.waitingroom.AdmissionSimulation.Control;
import io.doorbuster.waitingroom.AdmissionSimulation.Delay;
import io.doorbuster.waitingroom.AdmissionSimulation.Result;
import io.doorbuster.waitingroom.AdmissionSimulation.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The control law against many crowds. A failure names its world, and with it its seed. */
class AdmissionControlSimulationTest {
    private static final int SEEDS = 2;
    private static final double[] BUYS = {1, 0.5, 0.2, 0.03};
    private static final double[] SHOWS = {1, 0.5, 0.1};
    private static final Delay[] DELAYS = {
        new Delay(100, 1_500), new Delay(0, 5_000), new Delay(2_000, 8_000), new Delay(0, 20_000)
    };

    /** What goes wrong, or otherwise than usual, in a sale. */
    enum Trouble {
        NONE,
        SLOW_PAYMENTS,
        STOPPED_PAYMENTS,
        PINNED_PAYMENTS,
        RATE_CHANGES,
        PAUSE,
        RESTARTS,
        SEVERAL_UNITS
    }

    @ParameterizedTest
    @EnumSource
    void sellsAllInTimeAndLetsNoCrowdInForNothing(Trouble trouble) {
        Sum sum = new Sum();
        for (World world : worlds(trouble)) {
            check(world, AdmissionControlSimulationTest::law, sum);
        }
        double slower = trouble == Trouble.PINNED_PAYMENTS ? 3 : 2;
        assertThat((double) sum.millis).as("time, %s", sum).isLessThan(slower * sum.bestMillis);
        double needless = trouble == Trouble.SEVERAL_UNITS ? 0.15 : 0.08;
        assertThat((double) sum.refused).as("refused, %s", sum).isLessThan(needless * sum.units);
    }

    @Test
    void theCheckerFindsAControlThatLooksAtTheRateAlone() {
        finds(simulation -> AdmissionControls.rateOnly());
    }

    @Test
    void theCheckerFindsAControlThatWaitsForNoShows() {
        finds(simulation -> AdmissionControls.noCompensation());
    }

    @Test
    void theCheckerFindsAControlThatTakesEachTicketForABuyer() {
        finds(simulation -> AdmissionControls.noConversion());
    }

    /** Over many sales. */
    private static final class Sum {
        private int sales;
        private long millis;
        private long bestMillis;
        private long units;
        private long admitted;
        private long refused;

        void add(World world, Result result, Result best) {
            if (result.waiting() > 0
                    && best.waiting() > 0
                    && world.shows() * world.buys() >= UndecidedTickets.MIN_CONVERSION) {
                sales++;
                millis += result.soldOutMillis();
                bestMillis += best.soldOutMillis();
                units += world.stock();
                admitted += result.admitted();
                refused += result.refused();
            }
        }

        @Override
        public String toString() {
            return "%d sales, %d s, oracle %d s, %d units, admitted %d, refused %d"
                    .formatted(sales, millis / 1_000, bestMillis / 1_000, units, admitted, refused);
        }
    }

    private static void finds(Function<AdmissionSimulation, Control> broken) {
        assertThatThrownBy(() -> worlds(Trouble.NONE).forEach(world -> check(world, broken, new Sum())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed=");
    }

    private static Control law(AdmissionSimulation simulation) {
        AdmissionControl control = new AdmissionControl();
        control.restore(simulation.steps());
        return control::admit;
    }

    private static void check(World world, Function<AdmissionSimulation, Control> control, Sum sum) {
        try {
            AdmissionSimulation simulation = new AdmissionSimulation(world, true);
            Result result = simulation.run(control.apply(simulation), () -> control.apply(simulation));
            AdmissionSimulation known = new AdmissionSimulation(world, false);
            Control oracle = AdmissionControls.oracle(known, world);
            Result best = known.run(oracle, () -> oracle);
            judge(world, result, best);
            sum.add(world, result, best);
        } catch (AssertionError wrong) {
            throw new AssertionError(world + ": " + wrong.getMessage(), wrong);
        }
    }

    private static void judge(World world, Result result, Result best) {
        if (result.waiting() > 0) {
            assertThat(result.sold()).as("sold").isEqualTo(world.stock() - world.pinned());
            assertThat(result.soldOutMillis()).as("time").isLessThanOrEqualTo(timeBound(world, best));
        }
        assertThat(result.refused()).as("refused").isLessThanOrEqualTo(refusalBound(world));
        assertThat(result.peakPaying()).as("in payment").isLessThanOrEqualTo((int)
                (world.pinned() + 30 * world.paymentsPerSec()));
    }

    /**
     * Twice the time of a control that knows everybody's mind, and rounds of waiting for no-shows: to learn, and to sell the last
     * unit, which takes long when few of those let in take one. Loose for one sale; the sum over all is the sharper test.
     */
    private static long timeBound(World world, Result best) {
        double belowFloor = Math.max(1, UndecidedTickets.MIN_CONVERSION / (world.shows() * world.buys()));
        double rounds = 8 + (12 + Math.log(world.stock())) * belowFloor / (1 - world.abandons());
        double trickleSec = world.pinned() == 0 ? 0 : 10.0 * 2 * world.stock() / world.paymentsPerSec();
        return 2 * best.soldOutMillis()
                + (long) (rounds * AdmissionControl.NO_SHOW_MILLIS)
                + (long) (1_000 * trickleSec);
    }

    /**
     * Chance; the first wave, let in before anything is known, at one unit a ticket; and those who come after the time limit,
     * when others have been let in for them.
     */
    private static int refusalBound(World world) {
        double chance = 10 + 5 * Math.sqrt(world.stock());
        double lateShare = world.delay().maxMillis() > AdmissionControl.NO_SHOW_MILLIS ? 0.4 : 0.1;
        return (int) (chance + world.stock() * (lateShare + world.quantity() - 1));
    }

    private static List<World> worlds(Trouble trouble) {
        List<World> worlds = new ArrayList<>();
        long seed = trouble.name().hashCode();
        for (Delay delay : DELAYS) {
            for (double shows : SHOWS) {
                for (double buys : BUYS) {
                    for (int i = 0; i < SEEDS; i++) {
                        worlds.add(world(seed++, trouble, delay, shows, buys));
                    }
                }
            }
        }
        return worlds;
    }

    private static World world(long seed, Trouble trouble, Delay delay, double shows, double buys) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        double tickets = shows * buys;
        int[] stocks = tickets < 0.03 ? new int[] {1, 20, 100} : new int[] {1, 20, 300, 1_000};
        int stock = stocks[random.nextInt(stocks.length)];
        double abandons = new double[] {0, 0.2, 0.5}[random.nextInt(3)];
        double paymentsPerSec = new double[] {10, 100, 10_000}[random.nextInt(3)];
        int admissionPerSec = new int[] {20, 1_000, 10_000}[tickets < 0.1 ? 1 + random.nextInt(2) : random.nextInt(3)];
        boolean slow = trouble == Trouble.SLOW_PAYMENTS;
        boolean stopped = trouble == Trouble.STOPPED_PAYMENTS;
        int pinned = trouble == Trouble.PINNED_PAYMENTS ? stock / 2 : 0;
        return new World(
                seed,
                stock,
                (int) (6 * stock / tickets) + 500,
                shows,
                buys,
                delay,
                trouble == Trouble.SEVERAL_UNITS ? 3 : 1,
                abandons,
                0.05,
                admissionPerSec,
                paymentsPerSec,
                slow || stopped ? 5_000 : 0,
                slow || stopped ? 45_000 : 0,
                stopped ? 0 : 0.2,
                pinned,
                trouble == Trouble.RATE_CHANGES,
                trouble == Trouble.PAUSE,
                trouble == Trouble.RESTARTS);
    }
}
