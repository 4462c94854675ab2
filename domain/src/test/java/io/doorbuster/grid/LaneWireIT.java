package io.doorbuster.grid;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.LaneArrivals;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneEvent;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import io.doorbuster.waitingroom.LaneSummary;
import io.doorbuster.waitingroom.LaneTerms;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RankTable;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import io.doorbuster.waitingroom.WaitingRoomLane;
import io.doorbuster.waitingroom.WatermarkStep;
import io.doorbuster.waitingroom.Windows;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.roaringbitmap.RoaringBitmap;

/** Everything of a waiting room that crosses the wire comes out as it went in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaneWireIT {
    private static final UserHash ANN = new UserHash(-7, 12);
    private static final UserHash BOB = new UserHash(Long.MIN_VALUE, -1);
    private static final TicketId ID = new TicketId(3, 2, 999_999_999);
    private static final LaneTerms TERMS =
            new LaneTerms(4, "sal_1", 3, new Windows(10_000, 1_500, 500), 5_000, 3_000_000_000_000L, false);
    private static final Ticket TICKET = new Ticket(ID, ANN, 17, 1_000, 1_790_000_000_123L, 20, true, BOB);
    private static final LaneArrivals ARRIVALS = new LaneArrivals(
            3,
            new int[] {1, 70_000},
            69_999,
            new int[] {5, 6},
            new short[] {1, 1_000},
            4,
            RoaringBitmap.bitmapOf(1, 70_001),
            8);

    private final TestCluster cluster = new TestCluster();
    private final IMap<String, Object> binary = cluster.join().getMap("binary");

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void everyCommandSurvivesTheTrip() {
        List<LaneCommand> commands = List.of(
                new LaneCommand.Join(ANN, 3),
                new LaneCommand.Leave(ID, ANN),
                new LaneCommand.Bind(ID, BOB),
                new LaneCommand.Configure(TERMS),
                new LaneCommand.Drain(7, 100, -1),
                new LaneCommand.ReadOutbox(5, 6),
                new LaneCommand.Acknowledge(12));
        assertThat(commands.stream().<Class<?>>map(LaneCommand::getClass))
                .as("a new command needs a line here")
                .containsExactlyInAnyOrder(LaneCommand.class.getPermittedSubclasses());
        var sent = new CommandReplay<>(Lanes.KIND, commands, 42);

        assertThat(through(sent)).usingRecursiveComparison().isEqualTo(sent);
    }

    @Test
    void everyOutcomeSurvivesTheTrip() {
        List<LaneOutcome> outcomes = List.of(
                new LaneOutcome.Joined(TICKET, "ab".repeat(32), true),
                new LaneOutcome.Refused(LaneRefusal.TOO_MANY_REJOINS),
                new LaneOutcome.Drained(ARRIVALS),
                new LaneOutcome.Drained(
                        new LaneArrivals(0, new int[] {1}, 1, new int[0], new short[0], LaneArrivals.NO_NEWS, null, 0)),
                new LaneOutcome.Events(List.of(
                        new LaneEvent(9, TICKET), new LaneEvent(10, new Ticket(ID, BOB, 0, 1, 2, 0, false, null)))),
                new LaneOutcome.Done());
        assertThat(outcomes.stream().<Class<?>>map(LaneOutcome::getClass).distinct())
                .as("a new outcome needs a line here")
                .containsExactlyInAnyOrder(LaneOutcome.class.getPermittedSubclasses());
        var sent = new BatchReply<>(Lanes.KIND, outcomes, new LaneSummary(3, 2, 4, 10, 1, -1, 20, 19, 50));

        assertThat(through(sent)).usingRecursiveComparison().isEqualTo(sent);
    }

    @Test
    void aLaneSurvivesTheTripAndGoesOnAsBefore() {
        WaitingRoomLane lane = WaitingRoomLane.rebuild(TERMS, 1, List.of(), 0, -1);
        Ticket first = join(lane, ANN, 6_000);
        join(lane, BOB, 12_500);
        assertThat(lane.apply(new LaneCommand.Drain(0, 10, -1), 13_000)).isInstanceOf(LaneOutcome.Drained.class);
        assertThat(lane.apply(new LaneCommand.Leave(first.id(), ANN), 13_000)).isEqualTo(new LaneOutcome.Done());
        Ticket second = join(lane, ANN, 13_001);
        assertThat(lane.apply(new LaneCommand.Bind(second.id(), BOB), 13_002)).isEqualTo(new LaneOutcome.Done());
        assertThat(lane.apply(new LaneCommand.Acknowledge(2), 13_003)).isEqualTo(new LaneOutcome.Done());

        WaitingRoomLane read = (WaitingRoomLane) through(lane);

        assertThat(read.snapshot()).usingRecursiveComparison().isEqualTo(lane.snapshot());
        assertThat(read.summary(60)).isEqualTo(lane.summary(60));
        LaneCommand next = new LaneCommand.Join(new UserHash(1, 1), 1);
        assertThat(read.apply(next, 20_000)).isEqualTo(lane.apply(next, 20_000));
    }

    @Test
    void whatAdmissionReadsSurvivesTheTrip() {
        DrainedLane sent = new DrainedLane(new LaneKey("org", "sal_1", 3), ARRIVALS);

        assertThat(through(sent)).usingRecursiveComparison().isEqualTo(sent);
    }

    @Test
    void whatAdmissionPublishesSurvivesTheTrip() {
        RoomView view = new RoomView(
                "org",
                "sal_1",
                7,
                new Place(3, -2),
                100,
                40,
                4,
                new RankTable(new int[] {3, 4}, new long[] {-1, 5}, new int[] {0, 1}, 60),
                12.5,
                0.75,
                List.of(new RoaringBitmap(), RoaringBitmap.bitmapOf(4, 5)),
                new DrawSecrets(new byte[] {1, 2}, new byte[] {3}),
                1_234);

        assertThat(through(view)).usingRecursiveComparison().isEqualTo(view);
    }

    @Test
    void aStepSurvivesTheTrip() {
        WatermarkStep step = new WatermarkStep("org", "sal_1", 8, 1_234, Place.endOf(4), 41);

        assertThat(through(step)).isEqualTo(step);
    }

    private static Ticket join(WaitingRoomLane lane, UserHash user, long atMillis) {
        LaneOutcome outcome = lane.apply(new LaneCommand.Join(user, 1), atMillis);
        assertThat(outcome).isInstanceOf(LaneOutcome.Joined.class);
        return ((LaneOutcome.Joined) outcome).ticket();
    }

    private Object through(Object value) {
        binary.set("value", value);
        return requireNonNull(binary.get("value"));
    }
}
