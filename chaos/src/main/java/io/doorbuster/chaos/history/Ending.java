package io.doorbuster.chaos.history;

/** How a call ended. */
public enum Ending {
    ANSWERED,
    /** Nobody answered in time: it may have been done, or be done later. */
    TIMED_OUT,
    /** The connection broke after the request had left: as {@link #TIMED_OUT}. */
    CONNECTION_LOST,
    /** There was no connection to send it over: it was certainly not done. */
    NOT_CONNECTED
}
