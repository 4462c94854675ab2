package io.doorbuster.waitingroom;

import java.util.List;

/** Lane 3 of a sale in batches of 500 ms, and short ways to ask it. */
final class OneLane {
    static final String SALE = "sal_1";
    static final int LANE = 3;
    static final long START = 10_000_000;
    static final long OPENS = START - 600_000;
    static final long END = START + 3_600_000;
    static final int WINDOW_MILLIS = 500;

    private OneLane() {}

    static LaneTerms terms(int version, boolean cancelled) {
        return terms(version, new Windows(START, WINDOW_MILLIS, WINDOW_MILLIS), cancelled);
    }

    static LaneTerms terms(int version, Windows windows, boolean cancelled) {
        return new LaneTerms(version, SALE, LANE, windows, OPENS, END, cancelled);
    }

    static WaitingRoomLane fresh() {
        return fresh(terms(1, false));
    }

    static WaitingRoomLane fresh(LaneTerms terms) {
        return WaitingRoomLane.rebuild(terms, 1, List.of(), 0, -1);
    }

    static UserHash user(int number) {
        return new UserHash(LANE, number);
    }

    static LaneCommand.Join join(int user) {
        return new LaneCommand.Join(user(user), 1);
    }

    static LaneOutcome.Joined joined(WaitingRoomLane lane, int user, long atMillis) {
        return (LaneOutcome.Joined) lane.apply(join(user), atMillis);
    }

    static Ticket ticket(WaitingRoomLane lane, int user, long atMillis) {
        return joined(lane, user, atMillis).ticket();
    }

    static LaneOutcome leave(WaitingRoomLane lane, Ticket ticket, long atMillis) {
        return lane.apply(new LaneCommand.Leave(ticket.id(), ticket.user()), atMillis);
    }

    static LaneArrivals drain(WaitingRoomLane lane, int afterNumber, int limit, long atMillis) {
        return ((LaneOutcome.Drained) lane.apply(new LaneCommand.Drain(afterNumber, limit, -1), atMillis)).arrivals();
    }

    static List<LaneEvent> events(WaitingRoomLane lane) {
        LaneOutcome outcome = lane.apply(new LaneCommand.ReadOutbox(0, Integer.MAX_VALUE), 0);
        return ((LaneOutcome.Events) outcome).events();
    }

    static LaneOutcome.Refused refused(LaneRefusal refusal) {
        return new LaneOutcome.Refused(refusal);
    }
}
