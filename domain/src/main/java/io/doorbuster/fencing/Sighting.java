package io.doorbuster.fencing;

/**
 * What a member knows of another's lease: the record, since when it shows this many renewals, and when it was last looked
 * at. Times are the observer's monotonic clock, taken when the answer came. The newest renewal was sent before
 * {@code sinceNanos}, so it is over one TTL after that, by whichever clock.
 */
record Sighting(LeaseRecord record, long sinceNanos, long lookedNanos) {
    static Sighting first(LeaseRecord record, long answeredNanos) {
        return new Sighting(record, answeredNanos, answeredNanos);
    }

    /** Revoking changes nothing about when the last renewal was seen. */
    Sighting then(LeaseRecord next, long answeredNanos) {
        if (record.isReleased()
                || (!record.isLive() && next.isLive())
                || (!next.isReleased() && next.renewals() < record.renewals())) {
            return this; // an older answer that came late
        }
        boolean sameRenewal = !next.isReleased() && next.renewals() == record.renewals();
        return new Sighting(next, sameRenewal ? sinceNanos : answeredNanos, answeredNanos);
    }

    /** Whether looks that lie {@code patienceNanos} apart saw no renewal. */
    boolean isSilentFor(long patienceNanos) {
        return lookedNanos - sinceNanos >= patienceNanos;
    }

    /** From this moment on nobody acts under this lease any more, provided that it was revoked. */
    long overAtNanos(FenceTiming timing) {
        return sinceNanos + timing.ttlNanos();
    }
}
