package io.doorbuster.waitingroom;

/** How many tickets a second the payment provider can bear. Not thread-safe. */
final class PaymentBudget {
    /** In payment for so many seconds of the provider's rate: normal. Half of it is the time of one slow payment. */
    private static final double EASY_BACKLOG_SEC = 4;

    /** So many: only the trickle is left. */
    private static final double FULL_BACKLOG_SEC = 8;

    /** Share of the budget that a full backlog leaves: payments of unknown fate may stay for hours, and must not stop a sale. */
    private static final double TRICKLE = 0.1;

    private static final double MIN_TICKETS_PER_SEC = 1;

    /** A hold counts as not paid for only slowly: buyers need about this long to pay. */
    private static final double TIME_TO_PAY_MILLIS = 30_000;

    private static final double HALF_LIFE_MILLIS = 60_000;

    /** Weight of the assumption that each unit reserved is an order paid. */
    private static final double PRIOR_ORDERS = 10;

    private static final double MIN_PAID_PER_UNIT = 0.05;

    private double fresh;
    private double reserved;
    private double paid;

    void advance(long elapsedMillis, long newUnits, long newOrders, AdmissionSignals signals) {
        fresh += newUnits;
        if (backlogSec(signals) > EASY_BACKLOG_SEC) {
            return;
        }
        double settled = fresh * (1 - Math.exp(-elapsedMillis / TIME_TO_PAY_MILLIS));
        double fade = Math.pow(0.5, elapsedMillis / HALF_LIFE_MILLIS);
        fresh -= settled;
        reserved = reserved * fade + settled;
        paid = paid * fade + newOrders;
    }

    /** @param conversion units per ticket */
    double ticketsPerSec(AdmissionSignals signals, double conversion) {
        double paidPerUnit =
                Math.max(MIN_PAID_PER_UNIT, Math.min(1, (paid + PRIOR_ORDERS) / (reserved + PRIOR_ORDERS)));
        double over = (backlogSec(signals) - EASY_BACKLOG_SEC) / (FULL_BACKLOG_SEC - EASY_BACKLOG_SEC);
        double brake = Math.max(TRICKLE, Math.min(1, 1 - over));
        return Math.max(MIN_TICKETS_PER_SEC, brake * signals.paymentsPerSec() / (conversion * paidPerUnit));
    }

    private static double backlogSec(AdmissionSignals signals) {
        return signals.paying() / Math.max(0.001, signals.paymentsPerSec());
    }
}
