package io.doorbuster.inventory;

/**
 * What happened in a bucket so far.
 *
 * @param reservations made
 * @param paid orders whose money moved
 * @param abandoned reservations that were released or expired and did not come back since: those that bind no units
 * @param declined payment attempts, those whose authorisation lapsed among them
 */
public record BucketCounters(long reservations, long paid, long abandoned, long declined) {
    public static final BucketCounters ZERO = new BucketCounters(0, 0, 0, 0);

    /** With one more event of this type. */
    public BucketCounters count(Event.Type type) {
        return new BucketCounters(
                reservations + (type == Event.Type.RESERVED ? 1 : 0),
                paid + (type == Event.Type.PAID ? 1 : 0),
                abandoned
                        + switch (type) {
                            case RELEASED, EXPIRED, RESTOCKED -> 1;
                            case SOLD_LATE -> -1;
                            default -> 0;
                        },
                declined + (type == Event.Type.PAYMENT_DECLINED || type == Event.Type.PAYMENT_LAPSED ? 1 : 0));
    }
}
