package io.doorbuster.waitingroom;

/**
 * Everything that can be asked of a lane. Every command may be repeated: a second run returns what the first did, and a
 * command that was refused has changed nothing.
 */
public sealed interface LaneCommand {
    LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis);

    /**
     * Takes a ticket; a holder who has one gets the same again.
     *
     * @param weight in a weighted draw, 1 to 1,000
     */
    record Join(UserHash user, int weight) implements LaneCommand {
        @Override
        public LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis) {
            return lane.join(this, nowMillis);
        }
    }

    /** Gives a ticket back; its place is lost once its window is drawn. */
    record Leave(TicketId ticket, UserHash user) implements LaneCommand {
        @Override
        public LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis) {
            return lane.leave(this);
        }
    }

    /** Ties an anonymous ticket to the first user who reserves with it. */
    record Bind(TicketId ticket, UserHash user) implements LaneCommand {
        @Override
        public LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis) {
            return lane.bind(this);
        }
    }

    /** Takes over a newer version of the sale's definition. */
    record Configure(LaneTerms terms) implements LaneCommand {
        @Override
        public LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis) {
            return lane.configure(terms);
        }
    }

    /**
     * Reads tickets for admission, and closes the windows that are over: from then on nobody gets into them.
     *
     * @param afterNumber read on from here; 0 for the first ticket
     * @param seenLeftRevision of the newest {@link LaneArrivals#left} that the reader has; -1 if it has none
     */
    record Drain(int afterNumber, int limit, long seenLeftRevision) implements LaneCommand {
        @Override
        public LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis) {
            return lane.drain(this, nowMillis);
        }
    }

    /**
     * Reads events that the ledger may lack.
     *
     * @param afterSequence read on from here; 0 for the oldest
     */
    record ReadOutbox(long afterSequence, int limit) implements LaneCommand {
        @Override
        public LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis) {
            return lane.readOutbox(afterSequence, limit);
        }
    }

    /** Says that the ledger has every event up to {@code sequence}. */
    record Acknowledge(long sequence) implements LaneCommand {
        @Override
        public LaneOutcome applyTo(WaitingRoomLane lane, long nowMillis) {
            return lane.acknowledge(sequence);
        }
    }
}
