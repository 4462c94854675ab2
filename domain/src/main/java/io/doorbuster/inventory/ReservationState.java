package io.doorbuster.inventory;

/** The life of a reservation. Its units are in exactly the state that it is in. */
public enum ReservationState {
    /** The buyer may check out until the reservation expires. */
    HELD,
    /** A payment attempt is under way; the units are pinned until its fate is known. */
    PAYING,
    /** Nobody knows whether the buyer was charged; the units are pinned until somebody does. */
    UNKNOWN,
    /** The buyer owns the units; until the money has moved, the provider may still take that back. */
    SOLD,
    /** Given back by the buyer, or ended by the merchant, or refunded and to be sold again. */
    RELEASED,
    /** Given back by the clock. */
    EXPIRED;

    /** Whether units are bound by a reservation in this state, and count against its buyer's cap. */
    public boolean bindsUnits() {
        return this != RELEASED && this != EXPIRED;
    }
}
