package io.doorbuster.api.reconciliation;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Polling;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.WireId;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.reconciliation.Difference.Kind;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.LedgerReader;
import io.doorbuster.ledger.LedgerReader.BucketLedger;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares grid and ledger, reservation by reservation. The sale may run meanwhile, and the ledger follows the grid with
 * a lag, so what differs is looked at again until it agrees or time is up: only then is it a difference. Thread-safe.
 */
final class GridWalk {
    private static final Logger LOG = LoggerFactory.getLogger(GridWalk.class);

    /** A page keeps the partition's thread for well under a millisecond. */
    private static final int PAGE = 500;

    /** A page's last reservation may be forgotten before the next page is read; then the bucket is read anew. */
    private static final int MAX_WALKS = 5;

    /** The ledger's promise is a lag of at most a second. */
    static final Duration SETTLE = Duration.ofSeconds(5);

    static final Duration SETTLE_POLL = Duration.ofMillis(100);

    private final Grid grid;
    private final Ledger ledger;
    private final Executor callbacks;

    GridWalk(Grid grid, Ledger ledger, Executor callbacks) {
        this.grid = grid;
        this.ledger = ledger;
        this.callbacks = callbacks;
    }

    CompletableFuture<Tally> walk(SaleDefinition sale) {
        return walk(sale, new Tally(sale), 0, null, MAX_WALKS)
                .thenCompose(tally -> missingInGrid(sale, tally))
                .thenCompose(tally -> settle(sale, tally));
    }

    private CompletableFuture<Tally> walk(
            SaleDefinition sale, Tally tally, int bucket, @Nullable UUID after, int walksLeft) {
        if (bucket == sale.buckets()) {
            return CompletableFuture.completedFuture(tally);
        }
        return grid.submit(SaleInventory.keyOf(sale, bucket), new Command.ReadReservations(after, PAGE))
                .thenCompose(outcome -> {
                    if (!(outcome instanceof Outcome.Page page)) {
                        if (walksLeft == 0 || after == null) {
                            throw new Problem(ErrorCode.RECOVERING, "a bucket of the sale cannot be read right now");
                        }
                        return walk(sale, new Tally(sale), 0, null, walksLeft - 1);
                    }
                    List<Reservation> reservations = page.reservations();
                    if (reservations.isEmpty()) {
                        return walk(sale, tally, bucket + 1, null, walksLeft);
                    }
                    UUID last = reservations.get(reservations.size() - 1).id();
                    return inLedger(sale, reservations).thenCompose(known -> {
                        tally.add(reservations, known.reservations());
                        known.unfitOrders()
                                .forEach(id -> tally.difference(
                                        Difference.of(Kind.ORDER_DIFFERS, WireId.order(id), null, null)));
                        return reservations.size() < PAGE
                                ? walk(sale, tally, bucket + 1, null, walksLeft)
                                : walk(sale, tally, bucket, last, walksLeft);
                    });
                });
    }

    /** @param unfitOrders where the ledger contradicts itself: its writer moves all of a reservation at once */
    private record Known(Map<UUID, Reservation> reservations, Set<UUID> unfitOrders) {}

    private CompletableFuture<Known> inLedger(SaleDefinition sale, List<Reservation> reservations) {
        List<UUID> ids = reservations.stream().map(Reservation::id).toList();
        return ledger.read(reader -> new Known(
                reader.reservations(sale.orgId(), sale.saleId(), ids),
                reader.unfitOrders(sale.orgId(), sale.saleId(), ids)));
    }

    /** What the ledger holds as bound and the grid does not know. */
    private CompletableFuture<Tally> missingInGrid(SaleDefinition sale, Tally tally) {
        return ledger.read(reader -> bound(reader, sale, tally)).thenApply(bound -> {
            bound.stream().filter(reservation -> !tally.knows(reservation.id())).forEach(tally::suspect);
            return tally;
        });
    }

    /** A ledger in which a unit is bound twice does not let itself be read: that is a difference, not a fault. */
    private static List<Reservation> bound(LedgerReader reader, SaleDefinition sale, Tally tally) {
        try {
            return reader.buckets(sale).stream()
                    .map(BucketLedger::binding)
                    .flatMap(List::stream)
                    .toList();
        } catch (IllegalStateException broken) {
            LOG.error("the ledger of sale {} is not sound", sale.saleId(), broken);
            tally.difference(Difference.of(Kind.UNIT_SOLD_TWICE, "units", null, broken.getMessage()));
            return List.of();
        }
    }

    private CompletableFuture<Tally> settle(SaleDefinition sale, Tally tally) {
        List<Reservation> suspects = tally.suspects();
        if (suspects.isEmpty()) {
            return CompletableFuture.completedFuture(tally);
        }
        return Polling.until(() -> differences(sale, suspects), List::isEmpty, SETTLE_POLL, SETTLE, callbacks)
                .thenApply(differences -> {
                    differences.forEach(tally::difference);
                    return tally;
                });
    }

    /** The ledger is read after the grid, so that what it lacks is lag, and the next look will find it. */
    private CompletableFuture<List<Difference>> differences(SaleDefinition sale, List<Reservation> suspects) {
        Map<UUID, Reservation> inGrid = new HashMap<>();
        List<CompletableFuture<?>> reads = new ArrayList<>();
        for (Reservation suspect : suspects) {
            reads.add(grid.submit(sale, suspect.userId(), new Command.Find(suspect.id(), suspect.userId()))
                    .thenAccept(outcome -> {
                        if (outcome instanceof Outcome.Accepted accepted) {
                            synchronized (inGrid) {
                                inGrid.put(suspect.id(), accepted.reservation());
                            }
                        }
                    }));
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenCompose(read -> inLedger(sale, suspects))
                .thenApply(known -> suspects.stream()
                        .map(suspect -> Comparison.of(
                                inGrid.get(suspect.id()), known.reservations().get(suspect.id())))
                        .flatMap(Optional::stream)
                        .toList());
    }
}
