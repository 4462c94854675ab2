package io.doorbuster.inventory;

/**
 * Something that happened to a reservation.
 *
 * @param sequence 1, 2, 3 … within the bucket, without gaps
 * @param atMillis epoch milliseconds
 * @param reservation as it was right after
 */
public record Event(long sequence, long atMillis, Type type, Reservation reservation) {
    public enum Type {
        RESERVED,
        RELEASED,
        EXPIRED,
        PAYMENT_STARTED,
        PAYMENT_ACTION_REQUIRED,
        PAYMENT_UNKNOWN,
        PAYMENT_DECLINED,
        PAYMENT_WITHDRAWN,
        SOLD,
        /** Sold after the reservation was over; the units may be others than it had. */
        SOLD_LATE,
        /** The authorisation lapsed before its capture: the units are no longer sold, but held. */
        PAYMENT_LAPSED,
        PAID,
        REFUND_STARTED,
        REFUND_FAILED,
        /** The money went back; the units stay sold. */
        REFUNDED,
        /** The money went back, and so did the units: the reservation is over. */
        RESTOCKED,
        /** The provider took money once the reservation was over, and it went back: the reservation stays over. */
        PAYMENT_UNDONE
    }
}
