package io.doorbuster.fencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol under everything that can go wrong; and that the check finds out when a part of it is left out. */
class FencingModelTest {
    /** For a long run: {@code -Ddoorbuster.fencing.seeds=1000000}, and where it begins. */
    private static final long SEEDS = Long.getLong("doorbuster.fencing.seeds", 1_000);

    private static final long FIRST_SEED = Long.getLong("doorbuster.fencing.firstSeed", 0);
    private static final long SEEDS_TO_FIND_A_FLAW = 4_000;

    @Test
    void noUnitIsSoldTwiceNoneIsLostAndAllSellAgain() {
        long complete = LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
                .parallel()
                .filter(seed -> run(seed, Flaw.NONE))
                .count();
        assertThat(complete).as("runs in which no partition lost all copies").isGreaterThan(SEEDS / 2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theCheckFindsWhatIsLeftOut(Flaw flaw) {
        assertThat(firstFailure(flaw)).as("the first seed that shows " + flaw).isNotNegative();
    }

    /** Two looks of the driver each, and calls. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aPlannedHandOverWaitsForNoLease(long seed) {
        FencingModel model = new FencingModel(seed, Flaw.NONE);
        ModelWorld world = model.world();
        world.quiet = true;
        world.run(2_000);
        assertThat(model.cluster().copies().swap(0)).isTrue();
        long swappedMillis = world.now();
        ModelMember taker = world.members.get(1);
        while (!taker.fence.gate().mayDecide(0, taker.nanos(world.now()), taker.members())) {
            world.run(world.now() + 10);
            assertThat(world.now() - swappedMillis).as("seed " + seed).isLessThan(600);
        }
        assertThat(taker.isPrimary(0)).isTrue();
    }

    private static long firstFailure(Flaw flaw) {
        for (long seed = 0; seed < SEEDS_TO_FIND_A_FLAW; seed++) {
            try {
                run(seed, flaw);
            } catch (AssertionError expected) {
                return seed;
            }
        }
        return -1;
    }

    private static boolean run(long seed, Flaw flaw) {
        try {
            return new FencingModel(seed, flaw).run();
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError("seed " + seed + ", " + flaw + ": " + wrong.getMessage(), wrong);
        }
    }
}
