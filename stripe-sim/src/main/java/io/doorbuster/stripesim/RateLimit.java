package io.doorbuster.stripesim;

/**
 * How many requests an account may make each second before it gets 429.
 *
 * @param perSecond requests a second, also the burst; 0 is no limit
 */
public record RateLimit(int perSecond) {
    public static final RateLimit NONE = new RateLimit(0);
    /** Stripe's limit for sandboxes and test keys (docs.stripe.com/rate-limits). */
    public static final RateLimit TEST = new RateLimit(25);
    /** Stripe's limit for live keys (docs.stripe.com/rate-limits). */
    public static final RateLimit LIVE = new RateLimit(100);

    public RateLimit {
        if (perSecond < 0) {
            throw new IllegalArgumentException("perSecond is negative: " + perSecond);
        }
    }
}
