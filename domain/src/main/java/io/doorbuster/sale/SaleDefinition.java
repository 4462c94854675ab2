package io.doorbuster.sale;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sale as its merchant defined it. Immutable; each change makes a new version.
 *
 * @param version 1 on creation, one more with each change
 * @param stock units 1..stock are on sale; only ever grows
 * @param lowStockThreshold free units at which the merchant wants to be told, if at all
 * @param resellRefunded whether units whose money went back are on sale again
 * @param message shown to buyers, if any
 * @param buckets over how many inventory buckets the units are spread; fixed at creation
 * @param drawCommitment hex SHA-256 of the draw's seed, published from the start
 */
public record SaleDefinition(
        String orgId,
        String saleId,
        int version,
        String skuId,
        String title,
        Money price,
        int stock,
        Instant startAt,
        Instant endAt,
        int perUserCap,
        int reservationTtlSec,
        Fairness fairness,
        int admissionPerSec,
        @Nullable Integer lowStockThreshold,
        Durability durability,
        boolean resellRefunded,
        Switch state,
        @Nullable String message,
        int buckets,
        String drawCommitment,
        Instant createdAt) {

    public static final int MAX_STOCK = 10_000_000;

    /**
     * Units per bucket that we aim for. One bucket takes some hundred thousand decisions a second, so the split is not
     * for speed alone: it spreads a large sale's memory and its migration over the members.
     */
    private static final int UNITS_PER_BUCKET = 16_384;

    /** More buckets than this would make the summary of a sale dearer than its decisions. */
    private static final int MAX_BUCKETS = 64;

    /** The merchant's switch. */
    public enum Switch {
        ON,
        PAUSED,
        CANCELLED
    }

    /** How many buckets a sale of {@code stock} units is spread over. */
    public static int bucketsFor(int stock) {
        return Math.min(MAX_BUCKETS, Math.max(1, (stock + UNITS_PER_BUCKET - 1) / UNITS_PER_BUCKET));
    }

    /** The bucket of a buyer: always the same, so that the cap, the decrement and the hold are one atomic step. */
    public int bucketOf(String userId) {
        int hash = userId.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x45d9f3b;
        return Math.floorMod(hash ^ (hash >>> 16), buckets);
    }
}
