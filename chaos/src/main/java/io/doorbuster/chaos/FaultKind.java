package io.doorbuster.chaos;

import java.util.Locale;

/** What can be done to a cluster. */
enum FaultKind {
    KILL_GRID("kill -9 of a member", Needs.NOTHING),
    KILL_API("kill -9 of an HTTP node", Needs.NOTHING),
    KILL_ALL("kill -9 of all members at once", Needs.NOTHING),
    PAUSE_GRID("SIGSTOP of a member", Needs.NOTHING),
    PAUSE_API("SIGSTOP of an HTTP node", Needs.NOTHING),
    RESTART_GRID("a member stopped in order and started again", Needs.NOTHING),
    RESTART_API("an HTTP node stopped in order and started again", Needs.NOTHING),
    ROLLING_RESTART("every node in turn stopped in order and started again", Needs.NOTHING),
    CUT("a member cut off from all others and from the ledger", Needs.NETWORK),
    CUT_MEMBERS("a member cut off from the other members, while HTTP nodes and the ledger reach it", Needs.NETWORK),
    CUT_ONE_WAY("a member that sends, and hears nothing from the other members", Needs.NETWORK),
    CUT_PAIR("two nodes that do not reach each other, while all others reach both", Needs.NETWORK),
    LOSS("a member that loses packets both ways", Needs.NETWORK),
    THROTTLE("a member whose cable is slow", Needs.NETWORK),
    LEDGER_STOP("Postgres stopped and started again", Needs.NOTHING),
    LEDGER_PAUSE("SIGSTOP of Postgres", Needs.NOTHING),
    LEDGER_SLOW("every question to Postgres, and every answer, late", Needs.NOTHING),
    PROVIDER("the payment provider loses, resets, delays and fails calls", Needs.NOTHING),
    CLOCK("a member's wall clock set forward or back", Needs.CLOCKS);

    /** What the machine must be able to do for it. */
    enum Needs {
        NOTHING,
        NETWORK,
        CLOCKS
    }

    final String description;
    final Needs needs;

    FaultKind(String description, Needs needs) {
        this.description = description;
        this.needs = needs;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
