package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.BeforeTry;

/** What holds after every one of any commands at any times. jqwik prints the seed and the smallest failing sequence. */
class WaitingRoomLanePropertyTest {
    private WaitingRoomLane lane = OneLane.fresh();
    private RandomLaneCommands commands = new RandomLaneCommands();

    @BeforeTry
    void startAfresh() {
        lane = OneLane.fresh();
        commands = new RandomLaneCommands();
    }

    @Provide
    Arbitrary<List<Long>> sequences() {
        return Arbitraries.longs()
                .between(0, Long.MAX_VALUE)
                .withDistribution(RandomDistribution.uniform())
                .list()
                .ofMaxSize(200)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void oneTicketEachInOrderOfArrivalAndNoneInAClosedWindow(@ForAll("sequences") List<Long> numbers) {
        for (long number : numbers) {
            LaneCommand command = commands.next(number, lane);
            LaneSnapshot before = lane.snapshot();
            LaneOutcome outcome = lane.apply(command, commands.atMillis());
            LaneInvariants.check(lane);
            LaneSnapshot after = lane.snapshot();
            assertThat(after.nowMillis()).isGreaterThanOrEqualTo(before.nowMillis());
            assertThat(after.closedThrough()).isGreaterThanOrEqualTo(before.closedThrough());
            assertThat(Arrays.copyOf(after.windows(), before.windows().length)).isEqualTo(before.windows());
            if (outcome instanceof LaneOutcome.Joined joined && !joined.repeated()) {
                Ticket ticket = joined.ticket();
                assertThat(ticket.window()).isGreaterThan(before.closedThrough());
                assertThat(ticket.window())
                        .isGreaterThanOrEqualTo(before.terms().windows().of(ticket.arrivedAtMillis()));
                assertThat(joined.chain())
                        .isEqualTo(LaneInvariants.chainAfter(after, ticket.id().number()));
            }
        }
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void whatChangesNothingLeavesNoTrace(@ForAll("sequences") List<Long> numbers) {
        FrozenLane before = FrozenLane.of(lane);
        for (long number : numbers) {
            LaneCommand command = commands.next(number, lane);
            long revision = lane.revision();
            LaneOutcome outcome = lane.apply(command, commands.atMillis());
            FrozenLane after = FrozenLane.of(lane);
            assertThat(after.equals(before)).as("%s: %s", command, outcome).isEqualTo(lane.revision() == revision);
            if (outcome instanceof LaneOutcome.Refused || outcome instanceof LaneOutcome.Events) {
                assertThat(lane.revision()).as("%s: %s", command, outcome).isEqualTo(revision);
            }
            before = after;
        }
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void aReplicaThatSeesOnlyTheChangesIsEqual(@ForAll("sequences") List<Long> numbers) {
        WaitingRoomLane replica = OneLane.fresh();
        for (long number : numbers) {
            LaneCommand command = commands.next(number, lane);
            long revision = lane.revision();
            LaneOutcome outcome = lane.apply(command, commands.atMillis());
            if (lane.revision() != revision) {
                assertSame(command, outcome, replica.apply(command, commands.atMillis()));
            }
        }
        assertThat(FrozenLane.of(replica)).isEqualTo(FrozenLane.of(lane));
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void aRestoredLaneGoesOnAsTheOldOne(
            @ForAll("sequences") List<Long> numbers, @ForAll("sequences") List<Long> afterwards) {
        numbers.forEach(number -> lane.apply(commands.next(number, lane), commands.atMillis()));
        WaitingRoomLane restored = FrozenLane.of(lane).thaw();
        assertThat(FrozenLane.of(restored)).isEqualTo(FrozenLane.of(lane));
        for (long number : afterwards) {
            LaneCommand command = commands.next(number, lane);
            LaneOutcome expected = lane.apply(command, commands.atMillis());
            assertSame(command, expected, restored.apply(command, commands.atMillis()));
        }
        assertThat(FrozenLane.of(restored)).isEqualTo(FrozenLane.of(lane));
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void aChangeThatIsAskedForAgainChangesNothing(@ForAll("sequences") List<Long> numbers) {
        for (long number : numbers) {
            LaneCommand command = commands.next(number, lane);
            LaneOutcome outcome = lane.apply(command, commands.atMillis());
            long revision = lane.revision();
            LaneOutcome again = lane.apply(command, commands.atMillis());
            assertThat(lane.revision()).as("again: %s", command).isEqualTo(revision);
            if (outcome instanceof LaneOutcome.Joined joined) {
                assertThat(again).isEqualTo(new LaneOutcome.Joined(joined.ticket(), joined.chain(), true));
            } else {
                assertSame(command, outcome, again);
            }
        }
    }

    /** Every ticket once and in order, and no window is called closed before its last ticket was delivered. */
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void drainingDeliversEveryTicketOnce(@ForAll("sequences") List<Long> numbers) {
        IntArrayList delivered = new IntArrayList();
        int closed = -1;
        for (long number : numbers) {
            lane.apply(commands.next(number, lane), commands.atMillis());
            if (number % 3 == 0) {
                closed = Math.max(closed, deliver(delivered, closed, 1 + (int) (number / 3 % 4)));
            }
        }
        closed = Math.max(closed, deliver(delivered, closed, Integer.MAX_VALUE));
        assertThat(delivered.toIntArray()).isEqualTo(lane.snapshot().windows());
        assertThat(closed).isEqualTo(lane.snapshot().closedThrough());
    }

    private int deliver(IntArrayList delivered, int closed, int limit) {
        LaneArrivals arrivals = OneLane.drain(lane, delivered.size(), limit, commands.atMillis());
        assertThat(arrivals.firstNumber()).isEqualTo(delivered.size() + 1);
        for (int window : arrivals.windows()) {
            assertThat(window).isGreaterThan(closed);
            delivered.add(window);
        }
        return arrivals.closedThrough();
    }

    /** Whoever applies every event as it comes, some twice, has every ticket as the lane has it. */
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void theOutboxDeliversEveryChange(@ForAll("sequences") List<Long> numbers) {
        Map<TicketId, Ticket> ledger = new HashMap<>();
        for (long number : numbers) {
            lane.apply(commands.next(number, lane), commands.atMillis());
            long durable = lane.summary(0).durableSequence();
            for (LaneEvent event : OneLane.events(lane)) {
                durable++;
                assertThat(event.sequence()).isEqualTo(durable);
                ledger.put(event.ticket().id(), event.ticket());
            }
        }
        LaneSnapshot snapshot = lane.snapshot();
        assertThat(ledger).hasSize(snapshot.windows().length);
        for (Ticket ticket : ledger.values()) {
            int number = ticket.id().number();
            assertThat(ticket.left()).isEqualTo(snapshot.left().contains(number));
            assertThat(ticket.boundTo()).isEqualTo(snapshot.bound().get(number));
        }
        List<Ticket> tickets = ledger.values().stream()
                .sorted((a, b) -> Integer.compare(a.id().number(), b.id().number()))
                .toList();
        WaitingRoomLane rebuilt = WaitingRoomLane.rebuild(
                snapshot.terms(), 2, tickets, snapshot.lastSequence(), snapshot.closedThrough());
        LaneInvariants.check(rebuilt);
        assertThat(rebuilt.snapshot().windows()).isEqualTo(snapshot.windows());
        assertThat(rebuilt.snapshot().userLow()).isEqualTo(snapshot.userLow());
        assertThat(rebuilt.snapshot().left()).isEqualTo(snapshot.left());
        assertThat(rebuilt.snapshot().bound()).isEqualTo(snapshot.bound());
    }

    /** Proves that the properties are not true for want of anything to happen. */
    @Example
    void theCommandsReachEveryRefusal() {
        Set<LaneRefusal> refusals = EnumSet.noneOf(LaneRefusal.class);
        Random random = new Random(1);
        int takenBack = 0;
        int takenAnew = 0;
        int pushed = 0;
        for (int run = 0; run < 300; run++) {
            startAfresh();
            for (int i = 0; i < 200; i++) {
                LaneCommand command = commands.next(random.nextLong(Long.MAX_VALUE), lane);
                int left = lane.summary(0).left();
                LaneOutcome outcome = lane.apply(command, commands.atMillis());
                if (outcome instanceof LaneOutcome.Refused refused) {
                    refusals.add(refused.refusal());
                } else if (outcome instanceof LaneOutcome.Joined joined) {
                    Ticket ticket = joined.ticket();
                    takenBack += lane.summary(0).left() < left ? 1 : 0;
                    takenAnew += ticket.rejoins() > 0 ? 1 : 0;
                    pushed +=
                            ticket.window() > lane.snapshot().terms().windows().of(ticket.arrivedAtMillis()) ? 1 : 0;
                }
            }
        }
        assertThat(refusals)
                .contains(
                        LaneRefusal.NOT_OPEN,
                        LaneRefusal.ENDED,
                        LaneRefusal.NOT_FOUND,
                        LaneRefusal.GIVEN_BACK,
                        LaneRefusal.TAKEN,
                        LaneRefusal.WRONG_STATE);
        assertThat(List.of(takenBack, takenAnew, pushed)).allMatch(count -> count > 100);
    }

    /** Arrivals have columns, which are not compared by what is in them. */
    private static void assertSame(LaneCommand command, LaneOutcome expected, LaneOutcome actual) {
        if (expected instanceof LaneOutcome.Drained drained && actual instanceof LaneOutcome.Drained again) {
            assertThat(textOf(again.arrivals())).as("%s", command).isEqualTo(textOf(drained.arrivals()));
        } else {
            assertThat(actual).as("%s", command).isEqualTo(expected);
        }
    }

    private static String textOf(LaneArrivals arrivals) {
        return arrivals.lane() + Arrays.toString(arrivals.generationStarts()) + arrivals.firstNumber()
                + Arrays.toString(arrivals.windows()) + Arrays.toString(arrivals.weights()) + arrivals.closedThrough()
                + " " + arrivals.left() + arrivals.leftRevision();
    }
}
