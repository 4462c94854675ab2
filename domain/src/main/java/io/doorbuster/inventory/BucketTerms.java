package io.doorbuster.inventory;

import io.doorbuster.sale.SaleDefinition;

/**
 * What one bucket must know of its sale.
 *
 * @param version of the sale's definition
 * @param bucket 0-based number of this bucket
 * @param buckets how many the sale has
 * @param stock units 1..stock are on sale, over all buckets
 * @param holdMillis how long a reservation lives
 * @param resellRefunded whether units whose money went back are free again
 */
public record BucketTerms(
        int version,
        int bucket,
        int buckets,
        int stock,
        long startAtMillis,
        long endAtMillis,
        int perUserCap,
        long holdMillis,
        boolean resellRefunded,
        SaleDefinition.Switch state) {

    /** Time enough to type in another card, or to find one's telephone. */
    private static final long PAYING_HOLD_MILLIS = 60_000;

    /** However often a buyer tries to pay, others wait for the units no longer than this. */
    private static final long MAX_EXTENSION_MILLIS = 180_000;

    private static final long MAX_ACTION_MILLIS = 300_000;

    public static BucketTerms of(SaleDefinition sale, int bucket) {
        return new BucketTerms(
                sale.version(),
                bucket,
                sale.buckets(),
                sale.stock(),
                sale.startAt().toEpochMilli(),
                sale.endAt().toEpochMilli(),
                sale.perUserCap(),
                sale.reservationTtlSec() * 1_000L,
                sale.resellRefunded(),
                sale.state());
    }

    /** How long a buyer may take for the provider's second step: as long as a hold, and five minutes at most. */
    long actionMillis() {
        return Math.min(MAX_ACTION_MILLIS, holdMillis);
    }

    /** Whether {@code unit} is put on sale by this bucket; transfers may move it later. */
    public boolean isHomeOf(int unit) {
        return (unit - 1) % buckets == bucket;
    }

    /** When a hold expires whose buyer is paying at {@code nowMillis}: no earlier than it would have. */
    long expiryWhilePaying(Reservation hold, long nowMillis) {
        long wanted = nowMillis + Math.min(PAYING_HOLD_MILLIS, holdMillis);
        long latest = hold.reservedAtMillis() + holdMillis + MAX_EXTENSION_MILLIS;
        return Math.max(hold.expiresAtMillis(), Math.min(wanted, latest));
    }
}
