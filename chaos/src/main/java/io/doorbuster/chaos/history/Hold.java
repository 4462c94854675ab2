package io.doorbuster.chaos.history;

import java.util.List;

/**
 * When a reservation or its order certainly bound its units, on the crowd's monotonic clock: from the moment that its buyer
 * had the answer, to the first moment at which it may have been over. Nothing is known outside of it.
 *
 * @param acknowledgement the call that first said so
 * @param paid the call that first said that it is paid; the acknowledgement otherwise
 */
record Hold(
        String reservationId,
        String buyer,
        List<Integer> units,
        long fromNanos,
        long toNanos,
        Call acknowledgement,
        Call paid) {
    static final long FOREVER = Long.MAX_VALUE;

    boolean certainAt(long nanos) {
        return fromNanos <= nanos && nanos < toNanos;
    }

    boolean isPaid() {
        return !paid.equals(acknowledgement);
    }

    Call[] evidence() {
        return isPaid() ? new Call[] {acknowledgement, paid} : new Call[] {acknowledgement};
    }
}
