package io.doorbuster.api.reservation;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Refusals;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.sale.KnownSale;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.sale.SaleDefinition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Finds a buyer's reservation: in the grid, or in the ledger if the grid has let it go. Thread-safe. */
public final class ReservationLookup {
    private final Grid grid;
    private final Ledger ledger;

    public ReservationLookup(Grid grid, Ledger ledger) {
        this.grid = grid;
        this.ledger = ledger;
    }

    /** Somebody else's reservation is not found. */
    public CompletableFuture<Reservation> find(KnownSale known, String userId, UUID id) {
        SaleDefinition sale = known.sale();
        if (known.view() == null) {
            return fromLedger(sale, userId, id)
                    .thenApply(found -> found.orElseThrow(() -> Problem.notFound("reservation")));
        }
        return grid.submit(sale, userId, new Command.Find(id, userId)).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Refused refused
                    && (refused.refusal() == Refusal.NOT_FOUND || refused.refusal() == Refusal.GONE)) {
                return fromLedger(sale, userId, id)
                        .exceptionally(away -> Optional.empty())
                        .thenApply(found -> found.orElseThrow(() -> Refusals.problem(refused.refusal())));
            }
            return CompletableFuture.completedFuture(Refusals.accepted(outcome));
        });
    }

    private CompletableFuture<Optional<Reservation>> fromLedger(SaleDefinition sale, String userId, UUID id) {
        return ledger.read(reader -> Optional.ofNullable(reader.reservations(sale.orgId(), sale.saleId(), List.of(id))
                        .get(id))
                .filter(reservation -> reservation.userId().equals(userId)));
    }
}
