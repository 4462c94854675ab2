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
        SaleDefinition.Switch state) {

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
                sale.state());
    }

    /** Whether {@code unit} is put on sale by this bucket; transfers may move it later. */
    public boolean isHomeOf(int unit) {
        return (unit - 1) % buckets == bucket;
    }
}
