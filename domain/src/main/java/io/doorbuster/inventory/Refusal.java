package io.doorbuster.inventory;

/** Why a command changed nothing. */
public enum Refusal {
    NOT_STARTED,
    ENDED,
    PAUSED,
    CANCELLED,
    /** The bucket is being rebuilt from the ledger, or does not exist yet. */
    RECOVERING,
    /** The outbox is full, or too many commands wait: the ledger is behind. */
    BACKLOGGED,
    /** More units in one reservation than the sale's cap. */
    QUANTITY_ABOVE_CAP,
    /** The same command id with another body. */
    IDEMPOTENCY_MISMATCH,
    /** No such reservation of this buyer. */
    NOT_FOUND,
    /** The reservation has expired, was released, or was lost with the whole grid. */
    GONE,
    /** Another attempt to pay for the reservation is under way. */
    PAYMENT_IN_PROGRESS,
    TOO_MANY_ATTEMPTS,
    /** The step does not follow from the state that the reservation is in, or is of a transfer before a rebuild. */
    WRONG_STATE,
    /** A bucket was asked for units and has none to give. */
    NOTHING_TO_GIVE
}
