package io.doorbuster.node;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.doorbuster.grid.GridConfig;
import io.doorbuster.grid.GridContext;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.LaneClient;
import io.doorbuster.grid.LocalPartitions;
import io.doorbuster.grid.RoomDirectory;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.grid.SaleViews;
import io.doorbuster.ledger.LedgerReader;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.ledger.SaleStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One member of the grid, with everything that it runs. The caller keeps the ledger's pool and closes it afterwards. */
public final class GridNode implements AutoCloseable {
    /** Runs what follows a grid answer; never blocks, so two are enough. */
    private static final int CALLBACK_THREADS = 2;

    /** More than any provider takes: payments then never hold admission back. */
    public static final int MAX_PAYMENTS_PER_SEC = 10_000;

    private static final long LOOK_MILLIS = 100;

    /** Who has just got a place in the CP group cannot vote yet, and Hazelcast does not say when it can. */
    private static final long VOTES_AFTER_MILLIS = 3_000;

    /** Why a member can go on only by leaving and joining anew, empty. */
    public enum Ending {
        ORDERED("all members were ordered to, and the sales are rebuilt from the ledger"),
        BY_ITSELF("Hazelcast ended it, and says why above"),
        LOST_ITS_VOTE("it was away for so long that the CP group goes on without it");

        public final String reason;

        Ending(String reason) {
            this.reason = reason;
        }
    }

    private final CompletableFuture<Ending> ending;
    private final HazelcastInstance member;
    private final ExecutorService callbacks;
    private final ScheduledExecutorService viewTimer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sale-views"));
    private final InventoryClient client;
    private final LaneClient lanes;
    private final SaleViews views;
    private final SaleKeeper keeper;
    private final MemberRooms rooms;
    private final PipelineJobs jobs;
    private final @Nullable Fencing fencing;

    private GridNode(
            HazelcastInstance member,
            GridContext context,
            Postgres ledger,
            double paymentsPerSec,
            @Nullable Fencing fencing,
            CompletableFuture<Ending> ending) {
        this.fencing = fencing;
        this.ending = ending;
        this.member = member;
        AtomicInteger number = new AtomicInteger();
        callbacks = Executors.newFixedThreadPool(
                CALLBACK_THREADS, task -> new Thread(task, "grid-callbacks-" + number.incrementAndGet()));
        client = new InventoryClient(member, callbacks);
        lanes = new LaneClient(member, callbacks);
        SaleDirectory directory = new SaleDirectory(member, callbacks);
        RoomDirectory roomDirectory = new RoomDirectory(member, callbacks);
        SaleStore sales = new SaleStore(ledger);
        RoomStore roomStore = new RoomStore(ledger);
        views = new SaleViews(client, directory, viewTimer, context.clock());
        keeper = new SaleKeeper(
                directory,
                sales,
                new SaleRecovery(client, sales, new LedgerReader(ledger)),
                new RoomKeeper(lanes, roomDirectory, roomStore),
                client,
                context,
                new LocalPartitions(member));
        rooms = new MemberRooms(directory, views, roomDirectory, roomStore, context.clock(), paymentsPerSec);
        jobs = new PipelineJobs(member, rooms);
        member.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.SHUTDOWN) {
                ending.complete(Ending.BY_ITSELF);
            }
        });
    }

    /**
     * Starts a member and joins the cluster that {@code config} describes; blocks until it has joined. The ledger's
     * schema must be up to date. With the ledger away the member starts all the same, and installs its sales once the
     * ledger is back.
     */
    public static GridNode start(Config config, Postgres ledger, Clock clock) {
        return start(config, ledger, clock, MAX_PAYMENTS_PER_SEC);
    }

    /**
     * As {@link #start(Config, Postgres, Clock)}.
     *
     * @param paymentsPerSec what the payment provider can take; no waiting room lets in more buyers than that
     */
    public static GridNode start(Config config, Postgres ledger, Clock clock, double paymentsPerSec) {
        GridContext context = GridContext.install(config, clock);
        PipelineJobs.install(config, ledger);
        boolean fenced = Fencing.prepare(config, context);
        HazelcastInstance member = Hazelcast.newHazelcastInstance(GridConfig.require(config));
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        context.onBeginAnew(() -> ending.complete(Ending.ORDERED));
        Fencing fencing = fenced ? Fencing.start(member, context, () -> ending.complete(Ending.LOST_ITS_VOTE)) : null;
        GridNode node = new GridNode(member, context, ledger, paymentsPerSec, fencing, ending);
        node.keeper.start();
        node.jobs.start();
        return node;
    }

    /**
     * Waits until another member may be stopped: this one has its vote in the CP group, and every backup is complete. Where
     * fewer members are there than the group needs, there is nothing to wait for.
     *
     * @param most how long to wait at most
     * @return whether it came to that
     */
    public boolean awaitSafe(Duration most) throws InterruptedException {
        int voters = member.getConfig().getCPSubsystemConfig().getCPMemberCount();
        if (member.getCluster().getMembers().size() < voters) {
            return true;
        }
        long endNanos = System.nanoTime() + most.toNanos();
        boolean hadVote = hasPlace();
        while (!hasPlace() || !member.getPartitionService().isClusterSafe()) {
            if (!member.getLifecycleService().isRunning() || System.nanoTime() - endNanos > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        if (!hadVote) {
            TimeUnit.MILLISECONDS.sleep(VOTES_AFTER_MILLIS);
        }
        return true;
    }

    private boolean hasPlace() {
        return member.getConfig().getCPSubsystemConfig().getCPMemberCount() == 0
                || member.getCPSubsystem().getCPSubsystemManagementService().getLocalCPMember() != null;
    }

    /** Done when this member should be closed, or has been, and another one may be started in its place. */
    public CompletableFuture<Ending> ending() {
        return ending.copy();
    }

    public HazelcastInstance member() {
        return member;
    }

    /** Leaves the cluster in order: partitions move to the other members first. */
    @Override
    public void close() {
        Departure.moveOut(member);
        keeper.close();
        jobs.close();
        rooms.close();
        views.close();
        lanes.close();
        client.close();
        if (fencing != null) {
            fencing.release();
        }
        member.shutdown();
        if (fencing != null) {
            fencing.close();
        }
        viewTimer.shutdown();
        callbacks.shutdown();
    }
}
