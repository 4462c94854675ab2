package io.doorbuster.inventory;

import java.util.EnumSet;
import java.util.Set;

/** The life of one attempt to pay for a reservation. */
public enum AttemptState {
    /** Named and numbered; the provider may have been asked. */
    STARTED,
    /** The provider waits for the buyer's second step, 3-D Secure for example. */
    ACTION_REQUIRED,
    /** The provider's answer was lost. */
    UNKNOWN,
    /** The provider refused, or let its authorisation lapse; it may still authorise, late. */
    DECLINED,
    /** Given up before the provider was asked. */
    WITHDRAWN,
    /** The provider took it all the same, once the reservation was over, and it went back: final. */
    UNDONE,
    /** The money is reserved and the units are the buyer's. */
    AUTHORISED,
    /** The money has moved. */
    CAPTURED,
    /** The merchant has asked for the money to go back. */
    REFUNDING,
    /** The money went back; the bank may still find that it cannot. */
    REFUNDED;

    Set<AttemptState> next() {
        if (this == STARTED || this == ACTION_REQUIRED || this == UNKNOWN) {
            return EnumSet.of(ACTION_REQUIRED, UNKNOWN, DECLINED, WITHDRAWN, AUTHORISED);
        }
        if (this == DECLINED || this == WITHDRAWN) {
            // The provider took it all the same, and says so late.
            return EnumSet.of(AUTHORISED, UNDONE);
        }
        if (this == AUTHORISED) {
            // Declined: the authorisation lapsed, or was cancelled, before its capture.
            return EnumSet.of(CAPTURED, DECLINED);
        }
        if (this == CAPTURED) {
            // Straight to refunded: the provider's first word was that the refund had failed.
            return EnumSet.of(REFUNDING, REFUNDED);
        }
        // A refund that the provider refuses, or that fails at the bank days later, leaves the order as it was: paid.
        if (this == REFUNDING) {
            return EnumSet.of(REFUNDED, CAPTURED);
        }
        return this == REFUNDED ? EnumSet.of(CAPTURED) : EnumSet.noneOf(AttemptState.class);
    }

    /** Whether the money has moved, whatever became of it since: the sale is final. */
    boolean isSettled() {
        return this == CAPTURED || this == REFUNDING || this == REFUNDED;
    }

    /** Whether somebody must ask the provider again before this attempt is at rest. */
    public boolean needsResolving() {
        return this == UNKNOWN || this == AUTHORISED || this == REFUNDING;
    }
}
