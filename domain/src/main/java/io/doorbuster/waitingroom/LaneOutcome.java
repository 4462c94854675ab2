package io.doorbuster.waitingroom;

import java.util.List;

/** What a lane's command led to. */
public sealed interface LaneOutcome {
    /**
     * The holder has this ticket.
     *
     * @param chain the lane's running hash right after the ticket, 64 hex digits; see {@link TicketChain}
     * @param repeated whether the holder had it before
     */
    record Joined(Ticket ticket, String chain, boolean repeated) implements LaneOutcome {}

    record Refused(LaneRefusal refusal) implements LaneOutcome {}

    record Drained(LaneArrivals arrivals) implements LaneOutcome {}

    record Events(List<LaneEvent> events) implements LaneOutcome {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** Done, or done before; there is nothing to tell. */
    record Done() implements LaneOutcome {}
}
