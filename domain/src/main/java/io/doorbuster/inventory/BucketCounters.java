package io.doorbuster.inventory;

/**
 * What happened in a bucket so far.
 *
 * @param reservations made
 * @param paid orders whose money moved
 * @param abandoned reservations that were released or expired
 * @param declined payment attempts
 */
public record BucketCounters(long reservations, long paid, long abandoned, long declined) {
    public static final BucketCounters ZERO = new BucketCounters(0, 0, 0, 0);

    /** With one more event of this type. */
    public BucketCounters count(Event.Type type) {
        return new BucketCounters(
                reservations + (type == Event.Type.RESERVED ? 1 : 0),
                paid + (type == Event.Type.PAID ? 1 : 0),
                abandoned + (type == Event.Type.RELEASED || type == Event.Type.EXPIRED ? 1 : 0),
                declined + (type == Event.Type.PAYMENT_DECLINED ? 1 : 0));
    }
}
