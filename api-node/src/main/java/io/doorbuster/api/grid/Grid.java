package io.doorbuster.api.grid;

import io.doorbuster.grid.SaleInventory;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.RoomView;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The running sales. Futures fail with {@link io.doorbuster.grid.GridUnavailableException}; calls never block where
 * nothing else is said. Thread-safe.
 */
public interface Grid {
    /** The sale as it was a moment ago; empty if the grid knows no such sale. No grid call once anyone looks. */
    CompletableFuture<Optional<SaleView>> view(String saleId);

    /** The sale as it is now. */
    CompletableFuture<Optional<SaleView>> refresh(String saleId);

    /** All sales that the grid works on; blocks. */
    Collection<SaleDefinition> sales();

    /** Puts a new or changed definition into the grid; a newer one stays. */
    CompletableFuture<Void> publish(SaleDefinition sale);

    /** Reserves in the buyer's bucket, with units of others if need be. */
    CompletableFuture<Outcome> reserve(SaleDefinition sale, Command.Reserve command);

    CompletableFuture<Outcome> submit(BucketKey bucket, Command command);

    /** A command to the buyer's own bucket. */
    default CompletableFuture<Outcome> submit(SaleDefinition sale, String userId, Command command) {
        return submit(bucketOf(sale, userId), command);
    }

    /** Refused with RECOVERING if the grid has no such lane. */
    CompletableFuture<LaneOutcome> submit(LaneKey lane, LaneCommand command);

    /** The sale's waiting room as it was a moment ago; empty if admission knows none. No grid call once anyone looks. */
    CompletableFuture<Optional<RoomView>> room(String saleId);

    /** True once the ledger has every event of the bucket up to {@code sequence}; false if the bound passed first. */
    CompletableFuture<Boolean> awaitDurable(BucketKey bucket, long sequence, Duration bound);

    /** Whether the grid answers; never fails. */
    CompletableFuture<Boolean> answers();

    static BucketKey bucketOf(SaleDefinition sale, String userId) {
        return SaleInventory.keyOf(sale, sale.bucketOf(userId));
    }
}
