package io.doorbuster.ledger;

import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;

/** What the ledger is expected to give back. */
final class Restored {
    private Restored() {}

    /** The reservation with its timer as it is after a restart. */
    static Reservation of(Reservation written) {
        long dueAtMillis = Reservation.NEVER;
        if (written.state() == ReservationState.HELD) {
            dueAtMillis = written.expiresAtMillis();
        } else if (written.needsResolving()) {
            dueAtMillis = 0;
        }
        return new Reservation(
                written.id(),
                written.userId(),
                written.units(),
                written.state(),
                written.reservedAtMillis(),
                written.expiresAtMillis(),
                dueAtMillis,
                0,
                written.fingerprint(),
                written.attempts());
    }
}
