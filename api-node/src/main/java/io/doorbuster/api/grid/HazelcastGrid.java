package io.doorbuster.api.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.LaneClient;
import io.doorbuster.grid.RoomViews;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.grid.SaleView;
import io.doorbuster.grid.SaleViews;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.RoomView;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The grid behind a Hazelcast client or member. Thread-safe. */
public final class HazelcastGrid implements Grid, AutoCloseable {
    /** A look into one map: an answer later than this is no answer for a readiness check. */
    private static final long ANSWER_MILLIS = 1_000;

    private static final String NO_SALE = "readiness";

    private final InventoryClient client;
    private final SaleInventory inventory;
    private final SaleDirectory directory;
    private final SaleViews views;
    private final LaneClient lanes;
    private final RoomViews rooms;

    /**
     * @param callbacks runs what follows an answer
     * @param ticker refreshes the views
     */
    public HazelcastGrid(HazelcastInstance grid, Executor callbacks, ScheduledExecutorService ticker, Clock clock) {
        client = new InventoryClient(grid, callbacks);
        inventory = new SaleInventory(client);
        directory = new SaleDirectory(grid, callbacks);
        views = new SaleViews(client, directory, ticker, clock);
        lanes = new LaneClient(grid, callbacks);
        rooms = new RoomViews(grid, callbacks, ticker);
    }

    @Override
    public CompletableFuture<Optional<SaleView>> view(String saleId) {
        return views.view(saleId);
    }

    @Override
    public CompletableFuture<Optional<SaleView>> refresh(String saleId) {
        return views.refresh(saleId);
    }

    @Override
    public Collection<SaleDefinition> sales() {
        return directory.all();
    }

    @Override
    public CompletableFuture<Void> publish(SaleDefinition sale) {
        return directory.publish(sale);
    }

    @Override
    public CompletableFuture<Outcome> reserve(SaleDefinition sale, Command.Reserve command) {
        return inventory.reserve(sale, command);
    }

    @Override
    public CompletableFuture<Outcome> submit(BucketKey bucket, Command command) {
        return client.submit(bucket, command);
    }

    @Override
    public CompletableFuture<LaneOutcome> submit(LaneKey lane, LaneCommand command) {
        return lanes.submit(lane, command);
    }

    @Override
    public CompletableFuture<Optional<RoomView>> room(String saleId) {
        return rooms.view(saleId);
    }

    @Override
    public CompletableFuture<Boolean> awaitDurable(BucketKey bucket, long sequence, Duration bound) {
        return client.awaitDurable(bucket, sequence, bound);
    }

    @Override
    public CompletableFuture<Boolean> answers() {
        return directory
                .find(NO_SALE)
                .handle((none, failure) -> failure == null)
                .completeOnTimeout(false, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        rooms.close();
        lanes.close();
        views.close();
        client.close();
    }
}
