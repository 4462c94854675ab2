package io.doorbuster.chaos.history;

/** What a call asked for. */
public enum CallKind {
    JOIN,
    POLL,
    RESERVE,
    FIND,
    RELEASE,
    CHECKOUT,
    ORDER,
    REFUND,
    STOCK
}
