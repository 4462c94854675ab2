package io.doorbuster.inventory;

/**
 * A bucket in numbers; units where nothing else is said. It travels with every answer, so that views stay fresh for
 * nothing.
 *
 * @param generation which rebuild of the whole sale made the bucket; 1 is the first installation
 * @param open false while the bucket is being rebuilt
 * @param termsVersion version of the sale's definition that the bucket works by
 * @param settled of those that are sold, units whose money has moved: an authorisation may still lapse
 * @param inTransit given to another bucket that has not confirmed yet
 * @param reservations made so far, in reservations
 * @param paid orders paid so far
 * @param abandoned reservations that were released or expired and did not come back since
 * @param declined payment attempts that were declined
 * @param lastSequence of the newest event; 0 before the first
 * @param durableSequence of the newest event that the ledger has acknowledged
 * @param oldestPendingAtMillis time of the oldest event that the ledger lacks; {@link Reservation#NEVER} if it has all
 * @param nextDueAtMillis when the clock next moves something here; {@link Reservation#NEVER} if nothing waits
 * @param atMillis the bucket's time when this was taken
 */
public record BucketSummary(
        int bucket,
        int generation,
        boolean open,
        int termsVersion,
        int free,
        int held,
        int paying,
        int unknown,
        int sold,
        int settled,
        int inTransit,
        long reservations,
        long paid,
        long abandoned,
        long declined,
        long lastSequence,
        long durableSequence,
        long oldestPendingAtMillis,
        long nextDueAtMillis,
        long atMillis) {

    /** Whether nothing is on its way: no hold, no payment, and no capture or refund that is tried again. */
    public boolean isSettled() {
        return held + paying + unknown == 0 && nextDueAtMillis == Reservation.NEVER;
    }

    /** Units that this bucket answers for. */
    public int owned() {
        return free + held + paying + unknown + sold + inTransit;
    }
}
