package io.doorbuster.api.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.grid.GridUnavailableException;
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
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The grid behind a Hazelcast client or member. A client may not have reached the grid yet; until it has, every call fails
 * as it does when the grid is away later. Thread-safe.
 */
public final class HazelcastGrid implements Grid, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastGrid.class);

    /** A look into one map: an answer later than this is no answer for a readiness check. */
    private static final long ANSWER_MILLIS = 1_000;

    /** How often to look whether a client has reached its grid; what it costs while it has not is an exception. */
    private static final long LOOK_MILLIS = 200;

    private static final String NO_SALE = "readiness";

    private final HazelcastInstance grid;
    private final Executor callbacks;
    private final ScheduledExecutorService ticker;
    private final ScheduledExecutorService worker;
    private final Clock clock;
    private volatile @Nullable Maps maps;
    private volatile boolean closed;

    /** What the grid's maps are reached by; to make it takes a grid that is there. */
    private static final class Maps implements AutoCloseable {
        final SaleDirectory directory;
        final InventoryClient client;
        final SaleInventory inventory;
        final SaleViews views;
        final LaneClient lanes;
        final RoomViews rooms;

        /** Blocks; fails if the grid is away, with nothing left behind. */
        Maps(HazelcastInstance grid, Executor callbacks, ScheduledExecutorService ticker, Clock clock) {
            // What owns nothing first: the maps that it asks for are known to the client from then on.
            directory = new SaleDirectory(grid, callbacks);
            client = new InventoryClient(grid, callbacks);
            try {
                lanes = new LaneClient(grid, callbacks);
            } catch (RuntimeException away) {
                client.close();
                throw away;
            }
            try {
                rooms = new RoomViews(grid, callbacks, ticker);
            } catch (RuntimeException away) {
                lanes.close();
                client.close();
                throw away;
            }
            inventory = new SaleInventory(client);
            views = new SaleViews(client, directory, ticker, clock);
        }

        @Override
        public void close() {
            rooms.close();
            lanes.close();
            views.close();
            client.close();
        }
    }

    /**
     * @param callbacks runs what follows an answer
     * @param ticker refreshes the views
     * @param worker its thread may block
     */
    public HazelcastGrid(
            HazelcastInstance grid,
            Executor callbacks,
            ScheduledExecutorService ticker,
            ScheduledExecutorService worker,
            Clock clock) {
        this.grid = grid;
        this.callbacks = callbacks;
        this.ticker = ticker;
        this.worker = worker;
        this.clock = clock;
        reach();
        if (maps == null) {
            LOG.warn("the grid is not there yet; calls are refused until it is");
        }
    }

    private void reach() {
        try {
            open();
        } catch (RuntimeException away) {
            LOG.debug("the grid is not there yet", away);
            Future<?> unusedLook = worker.schedule(this::reach, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void open() {
        if (!closed) {
            maps = new Maps(grid, callbacks, ticker, clock);
        }
    }

    /** A future that fails like any other call, if the grid has never been reached. */
    private <T> CompletableFuture<T> ask(Function<Maps, CompletableFuture<T>> question) {
        Maps reached = maps;
        return reached == null ? CompletableFuture.failedFuture(neverReached()) : question.apply(reached);
    }

    private static GridUnavailableException neverReached() {
        return new GridUnavailableException(new IllegalStateException("no member has been reached yet"));
    }

    @Override
    public CompletableFuture<Optional<SaleView>> view(String saleId) {
        return ask(to -> to.views.view(saleId));
    }

    @Override
    public CompletableFuture<Optional<SaleView>> refresh(String saleId) {
        return ask(to -> to.views.refresh(saleId));
    }

    @Override
    public Collection<SaleDefinition> sales() {
        Maps reached = maps;
        if (reached == null) {
            throw neverReached();
        }
        return reached.directory.all();
    }

    @Override
    public CompletableFuture<Void> publish(SaleDefinition sale) {
        return ask(to -> to.directory.publish(sale));
    }

    @Override
    public CompletableFuture<Outcome> reserve(SaleDefinition sale, Command.Reserve command) {
        return ask(to -> to.inventory.reserve(sale, command));
    }

    @Override
    public CompletableFuture<Outcome> submit(BucketKey bucket, Command command) {
        return ask(to -> to.client.submit(bucket, command));
    }

    @Override
    public CompletableFuture<LaneOutcome> submit(LaneKey lane, LaneCommand command) {
        return ask(to -> to.lanes.submit(lane, command));
    }

    @Override
    public CompletableFuture<Optional<RoomView>> room(String saleId) {
        return ask(to -> to.rooms.view(saleId));
    }

    @Override
    public CompletableFuture<Boolean> awaitDurable(BucketKey bucket, long sequence, Duration bound) {
        return ask(to -> to.client.awaitDurable(bucket, sequence, bound));
    }

    @Override
    public CompletableFuture<Boolean> answers() {
        return ask(to -> to.directory.find(NO_SALE))
                .handle((none, failure) -> failure == null)
                .completeOnTimeout(false, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Maps reached = maps;
        if (reached != null) {
            reached.close();
        }
    }
}
