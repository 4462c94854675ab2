package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.inventory.ReplicatedBucket.AnswerLost;
import io.doorbuster.inventory.ReplicatedBucket.Death;
import io.doorbuster.inventory.SaleSimulation.Protocol;
import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Units move between buckets while everything that can fail does. */
class TransferSimulationTest {
    private static final int SEEDS = 400;
    private static final long NOW = 1_000_000;

    @Test
    void everyUnitIsSoldOnceWhateverFails() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed, Protocol.CORRECT);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORRECT")
    void theCheckerFindsABrokenProtocol(Protocol broken) {
        long found = 0;
        for (long seed = 0; seed < 100; seed++) {
            try {
                run(seed, broken);
            } catch (AssertionError expected) {
                found++;
            }
        }
        assertThat(found).as("seeds of 100 that show it").isGreaterThan(5);
    }

    private static void run(long seed, Protocol protocol) {
        try {
            new SaleSimulation(seed, protocol).run();
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError("seed " + seed + ", " + protocol + ": " + wrong.getMessage(), wrong);
        }
    }

    /** A step at which something dies, and the step before which the first message comes a second time. */
    private record Fate(int deadlyStep, Death death, boolean coordinatorDies, int doubledAt) {}

    static Stream<Fate> fates() {
        List<Fate> fates = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            for (Death death : Death.values()) {
                for (boolean coordinatorDies : new boolean[] {false, true}) {
                    int deadly = step;
                    IntStream.range(0, 4).forEach(at -> fates.add(new Fate(deadly, death, coordinatorDies, at)));
                }
            }
        }
        return fates.stream();
    }

    /** One transfer, and every place in it where a process can die or a message come twice. */
    @ParameterizedTest
    @MethodSource("fates")
    void aTransferSurvivesADeathAtAnyStep(Fate fate) throws AnswerLost {
        List<ReplicatedBucket> buckets = twoBuckets(1);
        List<Command> sent = new ArrayList<>();
        boolean alive = true;
        for (int step = 0; step < 3 && alive; step++) {
            Command command = step == 0 ? new Command.Give(1) : following(buckets, step);
            sent.add(command);
            if (fate.doubledAt() == step) {
                deliver(buckets, sent.get(0), Death.NONE);
            }
            try {
                deliver(buckets, command, step == fate.deadlyStep() ? fate.death() : Death.NONE);
            } catch (AnswerLost lost) {
                if (!fate.coordinatorDies()) {
                    deliver(buckets, command, Death.NONE);
                }
            }
            alive = !(fate.coordinatorDies() && step == fate.deadlyStep());
        }
        recover(buckets);
        for (Command again : sent) {
            if (fate.doubledAt() == 3) {
                deliver(buckets, again, Death.NONE);
            }
        }
        recover(buckets);

        sellEverything(buckets);
    }

    /** The whole grid is lost in the middle of a transfer; the rest of its messages come to the rebuilt sale. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRebuiltSaleTakesNothingFromATransferBeforeIt(boolean oneOfItsOwnIsOpen) throws AnswerLost {
        List<ReplicatedBucket> lost = twoBuckets(1);
        List<Command> steps = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            steps.add(step == 0 ? new Command.Give(1) : following(lost, step));
            deliver(lost, steps.get(step), Death.NONE);
        }
        List<ReplicatedBucket> rebuilt = twoBuckets(2);
        if (oneOfItsOwnIsOpen) {
            // It has the same number.
            deliver(rebuilt, new Command.Give(1), Death.NONE);
        }
        for (Command late : steps.subList(1, 3)) {
            assertThat(deliver(rebuilt, late, Death.NONE)).isEqualTo(new Outcome.Refused(Refusal.WRONG_STATE));
        }
        recover(rebuilt);

        sellEverything(rebuilt);
    }

    private static List<ReplicatedBucket> twoBuckets(int generation) {
        return Stream.of(0, 1)
                .map(bucket -> OneBucket.opened(OneBucket.terms(1, bucket, 2, 8, 1, Switch.ON), generation))
                .map(ReplicatedBucket::new)
                .toList();
    }

    private static Command following(List<ReplicatedBucket> buckets, int step) {
        Transfer transfer =
                buckets.get(0).primary().snapshot().openTransfers().iterator().next();
        return step == 1 ? new Command.Receive(transfer) : transfer.settlement();
    }

    private static void recover(List<ReplicatedBucket> buckets) throws AnswerLost {
        Outcome open = deliver(buckets, new Command.ReadOpenTransfers(), Death.NONE);
        for (Transfer transfer : ((Outcome.OpenTransfers) open).transfers()) {
            deliver(buckets, new Command.Receive(transfer), Death.NONE);
            deliver(buckets, transfer.settlement(), Death.NONE);
        }
        assertThat(buckets.get(0).primary().snapshot().openTransfers()).isEmpty();
    }

    private static Outcome deliver(List<ReplicatedBucket> buckets, Command command, Death death) throws AnswerLost {
        ReplicatedBucket bucket = buckets.get(command instanceof Command.Receive ? 1 : 0);
        try {
            return bucket.apply(command, NOW, death);
        } finally {
            SaleInvariants.check(primaries(buckets), 8);
        }
    }

    private static void sellEverything(List<ReplicatedBucket> buckets) throws AnswerLost {
        List<Integer> units = new ArrayList<>();
        long ids = 0;
        for (ReplicatedBucket bucket : buckets) {
            while (bucket.apply(new Command.Reserve(OneBucket.id(++ids), "u" + ids, 1, 0), NOW, Death.NONE)
                    instanceof Outcome.Accepted accepted) {
                units.addAll(accepted.reservation().units());
            }
        }
        assertThat(units).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        SaleInvariants.check(primaries(buckets), 8);
    }

    private static List<InventoryBucket> primaries(List<ReplicatedBucket> buckets) {
        return buckets.stream().map(ReplicatedBucket::primary).toList();
    }
}
