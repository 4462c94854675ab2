package io.doorbuster.inventory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** What the ledger knows of a bucket, made into the state of one that is still closed. */
final class BucketRebuild {
    private BucketRebuild() {}

    static BucketSnapshot snapshot(
            BucketTerms terms,
            int generation,
            RoaringBitmap free,
            Collection<Reservation> reservations,
            long lastSequence,
            BucketCounters counters) {
        RoaringBitmap placed = free.clone();
        for (Reservation reservation : reservations) {
            for (int unit : reservation.units()) {
                if (!placed.checkedAdd(unit)) {
                    throw new IllegalArgumentException("unit " + unit + " twice, again in " + reservation);
                }
            }
        }
        return new BucketSnapshot(
                terms,
                generation,
                0,
                false,
                lastSequence > 0,
                free,
                reservations.stream().map(BucketRebuild::afterwards).toList(),
                List.of(),
                lastSequence,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                counters);
    }

    /** A payment that was under way when everything stopped is unknown: whoever asked the provider is gone. */
    private static Reservation afterwards(Reservation reservation) {
        Attempt attempt = reservation.attempt();
        if (reservation.state() == ReservationState.HELD) {
            return reservation.with(ReservationState.HELD, reservation.expiresAtMillis());
        }
        if (attempt != null && reservation.state() == ReservationState.PAYING) {
            return reservation
                    .withLatestAttempt(new Attempt(
                            attempt.id(),
                            attempt.fingerprint(),
                            AttemptState.UNKNOWN,
                            attempt.chargedBeforeDurable(),
                            attempt.reference(),
                            "the grid was restarted during the payment"))
                    .with(ReservationState.UNKNOWN, 0);
        }
        return reservation.with(reservation.state(), reservation.needsResolving() ? 0 : Reservation.NEVER);
    }
}
