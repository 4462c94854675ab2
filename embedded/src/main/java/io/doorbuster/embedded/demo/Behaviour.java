package io.doorbuster.embedded.demo;

/** What a buyer is like. */
enum Behaviour {
    HONEST(0, true, Card.GOOD),
    /** Clicks twice: the same reserve in parallel, with one Idempotency-Key. */
    DOUBLE_CLICK(30, true, Card.GOOD),
    /** Clicks twice, from a client that knows no Idempotency-Key. */
    DOUBLE_CLICK_WITHOUT_KEY(20, true, Card.GOOD),
    /** Reserves and never comes back: expiry must free the unit. */
    HOLD_AND_LEAVE(50, false, Card.GOOD),
    /** Reserves, thinks better of it, and gives the unit back. */
    RELEASE(30, false, Card.GOOD),
    DECLINED_THEN_RETRY(40, true, Card.DECLINED),
    DECLINED_AND_GONE(30, false, Card.DECLINED),
    /** Reserves in parallel with a key each, more often than the cap allows. */
    BEAT_THE_CAP(20, true, Card.GOOD),
    SLOW(50, true, Card.GOOD),
    SLOW_CARD(3, true, Card.SLOW),
    /** The provider's answer is lost: 202, and the order is polled until it is paid. */
    LOST_ANSWER(10, true, Card.UNKNOWN),
    SECOND_STEP(15, true, Card.REQUIRES_ACTION),
    LATE(50, true, Card.GOOD),
    /** Comes before the start. */
    EARLY(30, true, Card.GOOD),
    /** Pays twice in parallel: there must be one order. */
    DOUBLE_CHECKOUT(20, true, Card.GOOD);

    /** The sandbox's payment methods. */
    enum Card {
        GOOD("pm_card_visa"),
        DECLINED("pm_card_declined"),
        SLOW("pm_card_slow"),
        UNKNOWN("pm_card_unknown"),
        REQUIRES_ACTION("pm_card_requires_action");

        final String method;

        Card(String method) {
            this.method = method;
        }
    }

    /** Of 1,000 buyers, how many are like this; the rest are honest. */
    final int perMille;

    /** Whether such a buyer stays until it owns a unit or is told that there is none. */
    final boolean persistent;

    final Card firstCard;

    Behaviour(int perMille, boolean persistent, Card firstCard) {
        this.perMille = perMille;
        this.persistent = persistent;
        this.firstCard = firstCard;
    }
}
