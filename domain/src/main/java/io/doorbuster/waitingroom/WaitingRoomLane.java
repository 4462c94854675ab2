package io.doorbuster.waitingroom;

import java.util.List;

/**
 * A share of a sale's waiting room. A deterministic state machine: the same commands with the same times make the same
 * state on every replica. Not thread-safe; its owner applies one command at a time.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class WaitingRoomLane {
    public WaitingRoomLane(LaneSnapshot snapshot) {
        throw new UnsupportedOperationException("to be written");
    }

    /**
     * A lane as the ledger knows it: new if the ledger knows nothing.
     *
     * @param generation higher with each rebuild; 1 the first time
     * @param tickets all of the lane, ascending by number, none missing
     * @param lastSequence of the events that the ledger has
     */
    public static WaitingRoomLane rebuild(LaneTerms terms, int generation, List<Ticket> tickets, long lastSequence) {
        throw new UnsupportedOperationException("to be written");
    }

    /** Applies one command; an earlier time than the last one counts as the last one. */
    public LaneOutcome apply(LaneCommand command, long atMillis) {
        return command.applyTo(this, atMillis);
    }

    /** Grows with every change: a command that left it alone needs no replication. */
    public long revision() {
        throw new UnsupportedOperationException("to be written");
    }

    LaneOutcome join(LaneCommand.Join command, long nowMillis) {
        throw new UnsupportedOperationException("to be written " + command + nowMillis);
    }

    LaneOutcome leave(LaneCommand.Leave command) {
        throw new UnsupportedOperationException("to be written " + command);
    }

    LaneOutcome bind(LaneCommand.Bind command) {
        throw new UnsupportedOperationException("to be written " + command);
    }

    LaneOutcome configure(LaneTerms newer) {
        throw new UnsupportedOperationException("to be written " + newer);
    }

    LaneOutcome drain(LaneCommand.Drain command, long nowMillis) {
        throw new UnsupportedOperationException("to be written " + command + nowMillis);
    }

    LaneOutcome readOutbox(long afterSequence, int limit) {
        throw new UnsupportedOperationException("to be written " + afterSequence + limit);
    }

    LaneOutcome acknowledge(long sequence) {
        throw new UnsupportedOperationException("to be written " + sequence);
    }

    /** The lane in numbers, as of {@code atMillis}. */
    public LaneSummary summary(long atMillis) {
        throw new UnsupportedOperationException("to be written " + atMillis);
    }

    public LaneSnapshot snapshot() {
        throw new UnsupportedOperationException("to be written");
    }
}
