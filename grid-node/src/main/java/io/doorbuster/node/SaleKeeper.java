package io.doorbuster.node;

import io.doorbuster.grid.GridContext;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.LocalPartitions;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.grid.Threads;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.ledger.SaleStore;
import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member does without being asked: installs the sales of the ledger, brings buckets to new definitions, lets their
 * clocks run, ends transfers that somebody left open, puts ended sales away. Each job runs on one of two threads of its
 * own, and every failure is logged and tried again at the next turn.
 */
final class SaleKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SaleKeeper.class);

    /** Well under the 250 ms within which an expired unit is promised to be free again. */
    private static final long TICK_MILLIS = 50;

    /** So soon are found: a sale whose publisher died between ledger and grid, a lost bucket, one left closed. */
    private static final long SWEEP_MILLIS = 1_000;

    /** A transfer that is still open after two turns was left by whoever drove it. */
    private static final long TRANSFER_MILLIS = 500;

    /** How long an ended sale stays in the grid, for late buyers and the last payments. */
    private static final Duration KEPT_AFTER_END = Duration.ofHours(1);

    private static final Outcome DONE = new Outcome.Done();

    private final SaleDirectory directory;
    private final SaleStore sales;
    private final SaleRecovery recovery;
    private final RoomKeeper rooms;
    private final InventoryClient client;
    private final SaleInventory inventory;
    private final GridContext context;
    private final LocalPartitions local;
    private final Clock clock;

    private final ScheduledExecutorService clockThread = thread("bucket-clock");
    private final ScheduledExecutorService installThread = thread("sale-installer");
    private final ConservationCheck conservation = new ConservationCheck();
    private Set<BucketKey> openTransfersBefore = Set.of();

    /** Sales that the ledger wants in the grid, as of the last look. */
    private Set<String> wanted = Set.of();

    SaleKeeper(
            SaleDirectory directory,
            SaleStore sales,
            SaleRecovery recovery,
            RoomKeeper rooms,
            InventoryClient client,
            GridContext context,
            LocalPartitions local) {
        this.directory = directory;
        this.sales = sales;
        this.recovery = recovery;
        this.rooms = rooms;
        this.client = client;
        this.inventory = new SaleInventory(client);
        this.context = context;
        this.local = local;
        this.clock = context.clock();
    }

    void start() {
        every(clockThread, TICK_MILLIS, "clock", this::tickBuckets);
        every(clockThread, TRANSFER_MILLIS, "transfers", this::endTransfers);
        directory.onPublished(sale -> installThread.execute(() -> install(sale)));
        every(installThread, SWEEP_MILLIS, "ledger", this::publishFromLedger);
        every(installThread, SWEEP_MILLIS, "sweep", this::sweep);
    }

    private void tickBuckets() {
        List<CompletableFuture<Outcome>> ticks = new ArrayList<>();
        for (BucketKey key : context.due(clock.millis())) {
            if (local.owns(key)) {
                ticks.add(client.submit(key, new Command.Tick()).completeOnTimeout(DONE, 1, TimeUnit.SECONDS));
            } else {
                context.forget(key);
            }
        }
        // All are sent before the first is waited for: one that moves to another member does not hold up the rest.
        ticks.forEach(CompletableFuture::join);
    }

    private void endTransfers() {
        Set<BucketKey> open = Set.copyOf(context.withOpenTransfers());
        for (BucketKey key : open) {
            if (openTransfersBefore.contains(key) && local.owns(key)) {
                endTransfersOf(key);
            }
        }
        openTransfersBefore = open;
    }

    private void endTransfersOf(BucketKey giver) {
        if (client.submit(giver, new Command.ReadOpenTransfers()).join() instanceof Outcome.OpenTransfers open) {
            open.transfers()
                    .forEach(transfer -> inventory
                            .finish(
                                    giver,
                                    new BucketKey(giver.orgId(), giver.saleId(), transfer.to()),
                                    new Outcome.Given(transfer))
                            .join());
        }
    }

    private void publishFromLedger() {
        Map<String, Integer> published =
                directory.all().stream().collect(Collectors.toMap(SaleDefinition::saleId, SaleDefinition::version));
        List<SaleDefinition> active = sales.active(clock.instant().minus(KEPT_AFTER_END));
        wanted = active.stream().map(SaleDefinition::saleId).collect(Collectors.toUnmodifiableSet());
        active.stream()
                .filter(sale -> published.getOrDefault(sale.saleId(), 0) < sale.version())
                .forEach(sale -> directory.publish(sale).join());
    }

    private void sweep() {
        directory.all().forEach(this::install);
    }

    private void install(SaleDefinition sale) {
        try {
            if (!local.ownsSale(sale.saleId())) {
                return;
            }
            boolean endedLongAgo = sale.endAt().isBefore(clock.instant().minus(KEPT_AFTER_END));
            if (endedLongAgo && !wanted.contains(sale.saleId())) {
                putAway(sale);
                return;
            }
            if (!endedLongAgo) {
                bringUpRoom(sale);
            }
            if (recovery.bringUp(sale)) {
                conservation.check(sale, inventory.summaries(sale).join());
            } else {
                LOG.info("sale {} of {} is not up yet", sale.saleId(), sale.orgId());
            }
        } catch (RuntimeException failed) {
            // One sale's trouble must not keep the others from being installed.
            LOG.warn("sale {} of {} is not up yet: {}", sale.saleId(), sale.orgId(), failed.toString());
        }
    }

    /** Before the buckets, so that a sale that is open can be joined. */
    private void bringUpRoom(SaleDefinition sale) {
        try {
            if (!rooms.bringUp(sale)) {
                LOG.info("the waiting room of sale {} of {} is not up yet", sale.saleId(), sale.orgId());
            }
        } catch (RuntimeException failed) {
            // Whoever holds units already must be able to pay for them.
            LOG.warn(
                    "the waiting room of sale {} of {} is not up yet: {}",
                    sale.saleId(),
                    sale.orgId(),
                    failed.toString());
        }
    }

    private void putAway(SaleDefinition sale) {
        List<BucketSummary> present = inventory.summaries(sale).join();
        boolean settled = present.stream().allMatch(BucketSummary::isSettled);
        if (settled && recovery.putAway(sale, present) && rooms.putAway(sale)) {
            directory.remove(sale.saleId());
            conservation.forget(sale.saleId());
            LOG.info("sale {} of {} is over and left the grid", sale.saleId(), sale.orgId());
        }
    }

    private static void every(ScheduledExecutorService thread, long millis, String job, Runnable turn) {
        Runnable guarded = () -> {
            try {
                turn.run();
            } catch (RuntimeException failed) {
                LOG.warn("{}: this turn failed, the next may not: {}", job, failed.toString());
            }
        };
        var unused = thread.scheduleWithFixedDelay(guarded, 0, millis, TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
    }

    @Override
    public void close() {
        Threads.end(clockThread);
        Threads.end(installThread);
    }
}
