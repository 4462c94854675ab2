package io.doorbuster.stripesim;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A token bucket for each account. Thread-safe. */
final class RateLimiter {
    /** Accounts beyond this share the last bucket's fate of being forgotten; tests use a handful. */
    private static final int MAX_ACCOUNTS = 10_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new HashMap<>();

    RateLimiter(RateLimit limit, LongSupplier nanoTime) {
        this.perSecond = limit.perSecond();
        this.nanoTime = nanoTime;
    }

    /** @throws Refusal if the account's second is used up */
    synchronized void take(String account) {
        if (perSecond == 0) {
            return;
        }
        if (buckets.size() >= MAX_ACCOUNTS) {
            buckets.clear();
        }
        long now = nanoTime.getAsLong();
        Bucket last = buckets.getOrDefault(account, new Bucket(perSecond, now));
        double tokens = Math.min(perSecond, last.tokens + (now - last.atNanos) / NANOS_PER_SECOND * perSecond);
        boolean enough = tokens >= 1;
        buckets.put(account, new Bucket(enough ? tokens - 1 : tokens, now));
        if (!enough) {
            throw Refusal.rateLimited("global-rate");
        }
    }

    private record Bucket(double tokens, long atNanos) {}
}
