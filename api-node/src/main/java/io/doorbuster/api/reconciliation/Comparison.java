package io.doorbuster.api.reconciliation;

import io.doorbuster.api.http.WireId;
import io.doorbuster.api.reconciliation.Difference.Kind;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.Reservation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares one reservation as the grid and as the ledger have it. */
final class Comparison {
    private Comparison() {}

    static Optional<Difference> of(@Nullable Reservation grid, @Nullable Reservation ledger) {
        if (grid == null && ledger == null) {
            return Optional.empty();
        }
        if (grid == null) {
            // The grid forgets what is over; the ledger does not.
            return ledger == null || !ledger.state().bindsUnits()
                    ? Optional.empty()
                    : Optional.of(difference(Kind.MISSING_IN_GRID, ledger, null, state(ledger)));
        }
        if (ledger == null) {
            return Optional.of(difference(Kind.MISSING_IN_LEDGER, grid, state(grid), null));
        }
        if (!grid.units().equals(ledger.units())) {
            return Optional.of(difference(Kind.UNITS_DIFFER, grid, grid.units(), ledger.units()));
        }
        if (!state(grid).equals(state(ledger))) {
            return Optional.of(difference(Kind.STATE_DIFFERS, grid, state(grid), state(ledger)));
        }
        return Optional.empty();
    }

    /** The reservation's state and its payment's. */
    static String state(Reservation reservation) {
        Attempt attempt = reservation.attempt();
        String state = reservation.state().name();
        return attempt == null
                ? state
                : state + "/" + attempt.state() + "/" + reservation.attempts().size();
    }

    private static Difference difference(
            Kind kind, Reservation reservation, @Nullable Object grid, @Nullable Object ledger) {
        return Difference.of(kind, WireId.reservation(reservation.id()), grid, ledger);
    }
}
