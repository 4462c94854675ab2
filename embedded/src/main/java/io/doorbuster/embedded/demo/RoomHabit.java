package io.doorbuster.embedded.demo;

/** What a buyer is like in a waiting room, whatever else it is like. */
enum RoomHabit {
    PATIENT(0, true),
    /** Joins twice in parallel: there must be one ticket. */
    DOUBLE_CLICK(40, true),
    /** Joins without signing in, and signs in to reserve. */
    ANONYMOUS(60, true),
    /** Joins and never comes back: admission must not wait for it. */
    NO_SHOW(40, false),
    /** Gives its ticket back. */
    LEAVES(30, false),
    /** A script: tries to reserve at once, admitted or not. */
    TRIES_EARLY(40, true),
    /** Tries with a token that it has made itself, then waits like everybody. */
    FORGES(10, true);

    /** Of 1,000 buyers, how many are like this; the rest are patient. */
    final int perMille;

    /** Whether such a buyer stays until it owns a unit or is told that there is none. */
    final boolean persistent;

    RoomHabit(int perMille, boolean persistent) {
        this.perMille = perMille;
        this.persistent = persistent;
    }
}
