package io.doorbuster.stripesim;

/** What can be ordered to go wrong: with a request, or with the delivery of an event. */
public enum Fault {
    /** The request takes longer, by a drawn part before and the rest after Stripe acts. */
    DELAY(true),
    /** The connection ends without an answer; nothing was done. */
    DROP_BEFORE(true),
    /** The connection ends without an answer; everything was done. */
    DROP_AFTER(true),
    /** The connection is reset; nothing was done. */
    RESET_BEFORE(true),
    /** The connection is reset; everything was done. */
    RESET_AFTER(true),
    /** 500, kept under the idempotency key; nothing was done. */
    ERROR_BEFORE(true),
    /** 500, kept under the idempotency key; everything was done. */
    ERROR_AFTER(true),
    /** 429; nothing was done. */
    RATE_LIMITED(true),
    /** 409 as if the key were in use by another request; nothing was done. Only for POST. */
    CONFLICT(true),
    /** 200 with half of the JSON; everything was done and the whole answer is kept under the key. */
    MALFORMED(true),
    /** Everything was done, but no answer comes until the connection ends after {@link Faults#hang()}. */
    HANG(true),
    /** The event comes later. */
    EVENT_LATE(false),
    /** The event comes twice. */
    EVENT_TWICE(false),
    /** The event comes after the one that follows it. */
    EVENT_SWAPPED(false),
    /** The event never comes. */
    EVENT_LOST(false);

    private final boolean ofRequests;

    Fault(boolean ofRequests) {
        this.ofRequests = ofRequests;
    }

    boolean ofRequests() {
        return ofRequests;
    }
}
