package io.doorbuster.api.reconciliation;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks at one payment anew, on all three sides: at ours first, then at the provider's. Thread-safe. */
final class PaymentLook {
    /** The ledger's promise is a lag of at most a second. */
    private static final Duration DURABLE_BOUND = Duration.ofSeconds(5);

    private final Grid grid;
    private final Ledger ledger;
    private final Payments payments;

    PaymentLook(Grid grid, Ledger ledger, Payments payments) {
        this.grid = grid;
        this.ledger = ledger;
        this.payments = payments;
    }

    /**
     * What the sides say.
     *
     * @param known false if that is not all: a side could not be read, or the ledger may not have the reservation yet
     */
    record Look(@Nullable Reservation grid, @Nullable Reservation ledger, boolean known, PaymentStatus status) {
        /** The newer of the two. */
        @Nullable
        Reservation ours() {
            return grid == null ? ledger : grid;
        }
    }

    private record Ours(
            @Nullable Reservation grid, @Nullable Reservation ledger, boolean known) {
        @Nullable
        Reservation newer() {
            return grid == null ? ledger : grid;
        }
    }

    /** @param mayBeInGrid whether the grid may have a reservation that the ledger does not know */
    CompletableFuture<Look> at(SaleDefinition sale, Suspect suspect, Predicate<UUID> mayBeInGrid) {
        UUID id = suspect.key().reservationId();
        return inLedger(sale, id)
                .thenCompose(found -> found.isPresent()
                        ? inGrid(sale, found.get())
                        : CompletableFuture.completedFuture(new Ours(null, null, !mayBeInGrid.test(id))))
                .thenCompose(ours -> payments.find(suspect.payment(sale, ours.newer()))
                        .thenApply(status -> new Look(
                                ours.grid(),
                                ours.ledger(),
                                ours.known() && !PaymentComparison.isUndecided(status),
                                status)));
    }

    private CompletableFuture<Ours> inGrid(SaleDefinition sale, Reservation ledger) {
        return grid.submit(sale, ledger.userId(), new Command.Find(ledger.id(), ledger.userId()))
                .thenApply(outcome -> {
                    if (outcome instanceof Outcome.Accepted accepted) {
                        return new Ours(accepted.reservation(), ledger, true);
                    }
                    boolean forgotten =
                            outcome instanceof Outcome.Refused refused && refused.refusal() == Refusal.NOT_FOUND;
                    return new Ours(null, ledger, forgotten);
                });
    }

    private CompletableFuture<Optional<Reservation>> inLedger(SaleDefinition sale, UUID id) {
        return ledger.read(reader -> reader.reservations(sale.orgId(), sale.saleId(), List.of(id)))
                .thenApply(found -> Optional.ofNullable(found.get(id)));
    }

    /**
     * Whether the ledger has everything by now that the grid had when this was asked. Without its buyer's name the grid
     * cannot be asked for a reservation, so whoever looks for one that nobody knows asks this first.
     */
    CompletableFuture<Boolean> isDurable(SaleDefinition sale) {
        return grid.refresh(sale.saleId()).thenCompose(view -> {
            if (view.isEmpty() || !view.get().installed()) {
                return CompletableFuture.completedFuture(false);
            }
            List<CompletableFuture<Boolean>> buckets = new ArrayList<>();
            for (BucketSummary bucket : view.get().buckets()) {
                buckets.add(grid.awaitDurable(
                        SaleInventory.keyOf(sale, bucket.bucket()), bucket.lastSequence(), DURABLE_BOUND));
            }
            return CompletableFuture.allOf(buckets.toArray(CompletableFuture[]::new))
                    .thenApply(all -> buckets.stream().allMatch(CompletableFuture::join));
        });
    }
}
