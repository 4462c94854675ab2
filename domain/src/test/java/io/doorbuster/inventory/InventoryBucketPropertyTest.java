package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.BeforeTry;
import org.roaringbitmap.RoaringBitmap;

/** What holds after every one of any commands in any order. jqwik prints the seed and the smallest failing sequence. */
class InventoryBucketPropertyTest {
    private static final int STOCK = 24;

    private InventoryBucket bucket = fresh();
    private RandomCommands commands = new RandomCommands();

    @BeforeTry
    void startAfresh() {
        bucket = fresh();
        commands = new RandomCommands();
    }

    private static InventoryBucket fresh() {
        return OneBucket.opened(RandomCommands.terms(1, STOCK, true, Switch.ON));
    }

    @Provide
    Arbitrary<List<Long>> sequences() {
        return Arbitraries.longs()
                .between(0, Long.MAX_VALUE)
                .withDistribution(RandomDistribution.uniform())
                .list()
                .ofMaxSize(300)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    @Property(tries = 6_000, edgeCases = EdgeCasesMode.NONE)
    void everyUnitIsInOnePlaceAfterEveryCommand(@ForAll("sequences") List<Long> numbers) {
        RoaringBitmap owned = bucket.snapshot().free().clone();
        EventLog log = new EventLog();
        for (long number : numbers) {
            Command command = commands.next(number, bucket);
            List<Transfer> inTransit = List.copyOf(bucket.snapshot().openTransfers());
            int stock = bucket.snapshot().terms().stock();
            long revision = bucket.revision();
            bucket.apply(command, commands.nowMillis());
            if (bucket.revision() == revision) {
                continue;
            }
            follow(owned, command, inTransit, stock);
            Invariants.check(bucket, owned);
            assertThat(bucket.summary(0).reservations() - bucket.summary(0).abandoned())
                    .as("reservations that bind units")
                    .isEqualTo(binding());
            log.follow(bucket);
            log.agreesWith(bucket);
        }
    }

    private long binding() {
        return bucket.snapshot().reservations().stream()
                .filter(reservation -> reservation.state().bindsUnits())
                .count();
    }

    /** What the bucket should own, kept without asking it. */
    private void follow(RoaringBitmap owned, Command command, List<Transfer> inTransit, int stock) {
        if (command instanceof Command.Receive receive) {
            owned.or(receive.transfer().units());
        } else if (command instanceof Command.Settle settle) {
            inTransit.stream()
                    .filter(transfer -> transfer.to() == settle.to())
                    .forEach(transfer -> owned.andNot(transfer.units()));
        } else if (command instanceof Command.Configure configure) {
            RoaringBitmap more = OneBucket.homeUnits(configure.terms());
            more.remove(0L, stock + 1L);
            owned.or(more);
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void whatChangesNothingLeavesNoTrace(@ForAll("sequences") List<Long> numbers) {
        Frozen before = Frozen.of(bucket);
        for (long number : numbers) {
            Command command = commands.next(number, bucket);
            long revision = bucket.revision();
            Outcome outcome = bucket.apply(command, commands.nowMillis());
            Frozen after = Frozen.of(bucket);
            assertThat(after.equals(before)).as("%s: %s", command, outcome).isEqualTo(bucket.revision() == revision);
            if (outcome instanceof Outcome.Refused || outcome instanceof Outcome.Dry) {
                assertThat(bucket.revision()).as("%s: %s", command, outcome).isEqualTo(revision);
            }
            before = after;
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void aReplicaThatSeesOnlyTheChangesIsEqual(@ForAll("sequences") List<Long> numbers) {
        InventoryBucket replica = fresh();
        for (long number : numbers) {
            Command command = commands.next(number, bucket);
            long revision = bucket.revision();
            Outcome outcome = bucket.apply(command, commands.nowMillis());
            if (bucket.revision() != revision) {
                assertThat(replica.apply(command, commands.nowMillis())).isEqualTo(outcome);
            }
        }
        assertThat(Frozen.of(replica)).isEqualTo(Frozen.of(bucket));
        Invariants.check(replica);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void aRestoredBucketGoesOnAsTheOldOne(
            @ForAll("sequences") List<Long> numbers, @ForAll("sequences") List<Long> afterwards) {
        numbers.forEach(number -> bucket.apply(commands.next(number, bucket), commands.nowMillis()));
        InventoryBucket restored = Frozen.of(bucket).thaw();
        assertThat(Frozen.of(restored)).isEqualTo(Frozen.of(bucket));
        Invariants.check(restored);
        for (long number : afterwards) {
            Command command = commands.next(number, bucket);
            Outcome expected = bucket.apply(command, commands.nowMillis());
            assertThat(restored.apply(command, commands.nowMillis()))
                    .as("%s", command)
                    .isEqualTo(expected);
        }
        assertThat(Frozen.of(restored)).isEqualTo(Frozen.of(bucket));
        Invariants.check(restored);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void anEarlierCommandAgainChangesNothing(@ForAll("sequences") List<Long> numbers, @ForAll Random random) {
        List<Command> earlier = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        Set<UUID> soldLate = new HashSet<>();
        for (long number : numbers) {
            Command command = commands.next(number, bucket);
            long revision = bucket.revision();
            Outcome outcome = bucket.apply(command, commands.nowMillis());
            bucket.snapshot().pending().stream()
                    .filter(event -> event.type() == Event.Type.SOLD_LATE)
                    .forEach(event -> soldLate.add(event.reservation().id()));
            if (bucket.revision() != revision && Repeats.areSafe(command)) {
                earlier.add(command);
                outcomes.add(outcome);
            }
            if (!earlier.isEmpty()) {
                int which = random.nextInt(earlier.size());
                if (Repeats.isTakenBack(earlier.get(which), bucket, soldLate)) {
                    continue;
                }
                long before = bucket.revision();
                Outcome again = bucket.apply(earlier.get(which), commands.nowMillis());
                assertThat(bucket.revision())
                        .as("again: %s: %s", earlier.get(which), again)
                        .isEqualTo(before);
                Repeats.assertSame(earlier.get(which), outcomes.get(which), again, soldLate);
            }
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void aRebuildFromWhatTheLedgerHasConservesUnits(@ForAll("sequences") List<Long> numbers) {
        EventLog log = new EventLog();
        for (long number : numbers) {
            // What another bucket took over is that bucket's to rebuild: see TransferSimulationTest.
            Command command = commands.next(number, bucket);
            if (!(command instanceof Command.Give || command instanceof Command.Receive)) {
                log.follow(bucket);
                bucket.apply(command, commands.nowMillis());
                log.follow(bucket);
            }
        }
        BucketSummary summary = bucket.summary(0);
        BucketTerms terms = bucket.snapshot().terms();
        List<Reservation> binding = log.binding(summary.durableSequence());
        RoaringBitmap owned = OneBucket.homeUnits(terms);
        RoaringBitmap free = owned.clone();
        free.andNot(EventLog.unitsOf(binding));
        InventoryBucket rebuilt =
                InventoryBucket.rebuild(terms, 4, free, binding, summary.durableSequence(), BucketCounters.ZERO);
        Invariants.check(rebuilt, owned);
        assertThat(rebuilt.summary(0).paying()).isZero();
        rebuilt.apply(new Command.SetOpen(true), commands.nowMillis());
        withdrawUnknown(rebuilt, commands.nowMillis() + 1_000_000);
        Invariants.check(rebuilt, owned);
        assertThat(rebuilt.summary(0).free() + rebuilt.summary(0).sold()).isEqualTo(owned.getCardinality());
    }

    /** Proves that the properties are not true for want of anything to happen. */
    @Example
    void theCommandsReachEveryRefusalAndEveryEvent() {
        Set<Refusal> refusals = EnumSet.noneOf(Refusal.class);
        Set<Event.Type> events = EnumSet.noneOf(Event.Type.class);
        Random random = new Random(1);
        for (int run = 0; run < 300; run++) {
            startAfresh();
            for (int i = 0; i < 300; i++) {
                Command command = commands.next(random.nextLong(Long.MAX_VALUE), bucket);
                if (bucket.apply(command, commands.nowMillis()) instanceof Outcome.Refused refused) {
                    refusals.add(refused.refusal());
                }
                bucket.snapshot().pending().forEach(event -> events.add(event.type()));
            }
        }
        // A full outbox, a rebuilt bucket and a sixth attempt within one hold have tests of their own.
        assertThat(refusals)
                .containsAll(EnumSet.complementOf(EnumSet.of(Refusal.BACKLOGGED, Refusal.TOO_MANY_ATTEMPTS)));
        assertThat(events).containsExactlyInAnyOrder(Event.Type.values());
    }

    /** Finds every payment never to have happened, and lets every hold run out. */
    private static void withdrawUnknown(InventoryBucket bucket, long atMillis) {
        Outcome unresolved = bucket.apply(new Command.ClaimUnresolved(Integer.MAX_VALUE), atMillis);
        for (Reservation reservation : ((Outcome.Unresolved) unresolved).reservations()) {
            bucket.apply(
                    new Command.RecordPayment(
                            reservation.id(), reservation.attempts().size(), AttemptState.WITHDRAWN, false, null, null),
                    atMillis);
        }
        bucket.apply(new Command.Tick(), atMillis);
    }
}
