package io.doorbuster.waitingroom;

/** Why a lane's command changed nothing. */
public enum LaneRefusal {
    /** The lobby is not open yet. */
    NOT_OPEN,
    /** The sale has ended or was cancelled. */
    ENDED,
    /** The grid has no such lane yet: it is being installed or rebuilt. */
    RECOVERING,
    /** The outbox is full, or too many commands wait: the ledger is behind. */
    BACKLOGGED,
    /** The lane has as many tickets as it can take. */
    FULL,
    /** The holder has given back too many tickets. */
    TOO_MANY_REJOINS,
    /** No such ticket of this holder. */
    NOT_FOUND,
    /** The ticket was given back. */
    GIVEN_BACK,
    /** An anonymous ticket that another user has reserved with. */
    TAKEN,
    /** The command does not fit what it was sent to. */
    WRONG_STATE
}
