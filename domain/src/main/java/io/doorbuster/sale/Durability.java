package io.doorbuster.sale;

/**
 * What a checkout does before it charges: it waits until its order is in the ledger, up to a bound.
 *
 * @param beforeChargeMillis the bound, in milliseconds
 * @param whenLedgerDown what happens past the bound
 */
public record Durability(int beforeChargeMillis, WhenLedgerDown whenLedgerDown) {
    public static final Durability DEFAULT = new Durability(1_000, WhenLedgerDown.PROCEED);

    public enum WhenLedgerDown {
        /** Charge, with the order replicated in the grid only, and flag the order in the ledger. */
        PROCEED,
        /** Refuse with 503; the reservation lives on. */
        REFUSE
    }
}
