package io.doorbuster.api.payment.stripe;

/**
 * Lets so many retries through as a share of the requests, so that a provider in trouble is not given more of it.
 * Thread-safe.
 */
final class RetryBudget {
    /** One retry for two requests: what a provider in trouble bears, until the breaker leaves it alone. */
    private static final double SHARE = 0.5;

    /** A quiet node may retry all that fails in a short burst. */
    private static final double MAX_SAVED = 50;

    private double saved = MAX_SAVED;

    synchronized void request() {
        saved = Math.min(MAX_SAVED, saved + SHARE);
    }

    synchronized boolean takeRetry() {
        if (saved < 1) {
            return false;
        }
        saved -= 1;
        return true;
    }
}
