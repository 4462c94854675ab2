package io.doorbuster.embedded.demo;

/** How a buyer's visit ended. */
enum Ending {
    OWNS,
    /** Was told that the sale is sold out or has ended. */
    TOLD_NO,
    /** Went away of its own will. */
    LEFT,
    /** The server broke the contract, or was unavailable for too long. */
    GAVE_UP,
    /** The crowd's deadline passed first. */
    CUT_OFF
}
