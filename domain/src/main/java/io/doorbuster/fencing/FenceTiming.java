package io.doorbuster.fencing;

import java.util.concurrent.TimeUnit;

/**
 * How long things last. All members of a cluster must have the same.
 *
 * @param ttlNanos a renewal that was seen is waited out for so long. Hazelcast must not drop a member from its list any
 *     sooner than this after it was last heard, neither by heartbeat nor by connection faults
 * @param marginPerMille by how much the holder ends its lease early. Covers clocks that each run wrong by up to
 *     m / (2000 - m), with m the margin
 * @param renewEveryNanos between two renewals, and between two looks at the leases of others
 * @param patienceNanos how long a living owner has to hand a partition over before its lease is revoked, and how long a
 *     lease must show no renewal to count as silent
 * @param readEveryNanos between two looks at the owner of a partition that the member does not hold
 */
public record FenceTiming(
        long ttlNanos, int marginPerMille, long renewEveryNanos, long patienceNanos, long readEveryNanos) {
    /** No bucket shall refuse for more than 5 s after a kill: this, one interval, and the backups' copying. */
    private static final long TTL_MILLIS = 3_000;

    /** Clocks wrong by 5 % each: a hundred times what ntpd slews. chrony allows itself 8.3 % unless told otherwise. */
    private static final int MARGIN_PER_MILLE = 100;

    /** Five in one lease: it lives through 2 s without a CP leader. */
    private static final long RENEW_EVERY_MILLIS = 500;

    /** Two renewals that did not come; a hand-over takes milliseconds. */
    private static final long PATIENCE_MILLIS = 1_250;

    /** 54 reads a second for 271 partitions; finds a claim that took effect after it was given up. */
    private static final long READ_EVERY_MILLIS = 5_000;

    private static final long LONGEST_TTL_MILLIS = 60_000;
    private static final int WIDEST_MARGIN_PER_MILLE = 500;

    public static final FenceTiming DEFAULT =
            ofMillis(TTL_MILLIS, MARGIN_PER_MILLE, RENEW_EVERY_MILLIS, PATIENCE_MILLIS, READ_EVERY_MILLIS);

    /**
     * Checks that the times fit together.
     *
     * @throws IllegalArgumentException if a lease would end between two renewals, or the times contradict each other
     */
    public FenceTiming {
        if (ttlNanos <= 0 || ttlNanos > TimeUnit.MILLISECONDS.toNanos(LONGEST_TTL_MILLIS)) {
            throw new IllegalArgumentException("a lease of " + ttlNanos + " ns");
        }
        if (marginPerMille < 0 || marginPerMille > WIDEST_MARGIN_PER_MILLE) {
            throw new IllegalArgumentException("a margin of " + marginPerMille + " per mille");
        }
        if (renewEveryNanos <= 0 || renewEveryNanos > ttlNanos / 3) {
            throw new IllegalArgumentException(
                    "renewal must leave room for one that fails: " + renewEveryNanos + " ns");
        }
        if (patienceNanos <= renewEveryNanos || readEveryNanos <= 0) {
            throw new IllegalArgumentException(
                    "patience " + patienceNanos + " ns, read every " + readEveryNanos + " ns");
        }
    }

    public static FenceTiming ofMillis(long ttl, int marginPerMille, long renewEvery, long patience, long readEvery) {
        TimeUnit millis = TimeUnit.MILLISECONDS;
        return new FenceTiming(
                millis.toNanos(ttl),
                marginPerMille,
                millis.toNanos(renewEvery),
                millis.toNanos(patience),
                millis.toNanos(readEvery));
    }

    /** How long the holder trusts a renewal, from the moment before it sent the call. */
    public long holdNanos() {
        return ttlNanos / 1_000 * (1_000 - marginPerMille);
    }
}
