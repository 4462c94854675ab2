package io.doorbuster.waitingroom;

/** Reads numbers as commands and times, in a space so small that commands collide all the time. */
final class RandomLaneCommands {
    /** Around the windows' 500 ms; one in sixteen is a clock that was set back, far beyond everything now and then. */
    private static final long[] STEPS_MILLIS = {0, 1, 1, 7, 60, 250, 499, 500, 501, 0, 0, 2_000, 0, 90_000, 0, -1};

    private static final long[] BACK_MILLIS = {1, 500, 10_000, 5_000_000, 20_000_000};

    /** Another member's clock; the lane moves back and forth between the two. */
    private static final long OTHER_CLOCK_MILLIS = -3_700;

    private static final int USERS = 12;
    private static final int OTHER_USERS = 3;

    private long nowMillis = OneLane.OPENS - 1;
    private long atMillis = nowMillis;
    private long rest;

    /** When the last command was given, by the clock of the member that it came to. */
    long atMillis() {
        return atMillis;
    }

    LaneCommand next(long number, WaitingRoomLane lane) {
        rest = number;
        long step = STEPS_MILLIS[below(STEPS_MILLIS.length)];
        nowMillis += step >= 0 ? step : -BACK_MILLIS[below(BACK_MILLIS.length)];
        if (nowMillis < OneLane.START - 1_000 && below(4) == 0) {
            nowMillis = OneLane.START - 800;
        }
        atMillis = below(4) == 0 ? nowMillis + OTHER_CLOCK_MILLIS : nowMillis;
        LaneSummary summary = lane.summary(0);
        int kind = below(40);
        if (kind < 16) {
            return new LaneCommand.Join(OneLane.user(below(USERS)), 1 + below(3));
        }
        if (kind < 22) {
            TicketId ticket = anyTicket(lane);
            return new LaneCommand.Leave(ticket, holder(lane, ticket));
        }
        if (kind < 25) {
            return new LaneCommand.Bind(anyTicket(lane), OneLane.user(USERS + below(OTHER_USERS)));
        }
        if (kind < 26) {
            return configure(lane.snapshot().terms());
        }
        if (kind < 33) {
            int size = summary.tickets() + summary.left();
            return new LaneCommand.Drain(below(size + 2), 1 + below(6), below(3) - 1);
        }
        long durable = summary.durableSequence();
        int pending = (int) (summary.lastSequence() - durable);
        return kind < 36
                ? new LaneCommand.ReadOutbox(durable + below(3), below(5))
                : new LaneCommand.Acknowledge(durable + below(pending + 1));
    }

    private LaneCommand configure(LaneTerms terms) {
        long width = 250 + 250L * below(3);
        Windows windows = new Windows(OneLane.START + 1_000L * below(2), width, width);
        boolean cancelled = below(8) == 0;
        return new LaneCommand.Configure(
                below(10) == 0
                        ? new LaneTerms(99, OneLane.SALE, 0, windows, OneLane.OPENS, OneLane.END, cancelled)
                        : OneLane.terms(terms.version() + below(2), windows, cancelled));
    }

    private TicketId anyTicket(WaitingRoomLane lane) {
        LaneSnapshot snapshot = lane.snapshot();
        int size = snapshot.windows().length;
        int number = size == 0 ? 1 : size - below(Math.min(size, 8));
        TicketId id = LaneArrivals.id(OneLane.LANE, snapshot.generationStarts(), number);
        return below(12) == 0 ? new TicketId(below(5), 1 + below(2), number + below(2)) : id;
    }

    private UserHash holder(WaitingRoomLane lane, TicketId ticket) {
        LaneSnapshot snapshot = lane.snapshot();
        int index = ticket.number() - 1;
        return below(12) == 0 || index >= snapshot.windows().length
                ? OneLane.user(below(USERS))
                : new UserHash(snapshot.userHigh()[index], snapshot.userLow()[index]);
    }

    private int below(int bound) {
        int digit = (int) (rest % bound);
        rest /= bound;
        return digit;
    }
}
