package io.doorbuster.node;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.grid.GridConfig;
import io.doorbuster.grid.GridContext;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.LocalPartitions;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.ledger.LedgerReader;
import io.doorbuster.ledger.LedgerWriter;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.SaleStore;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** One member of the grid, with everything that it runs. The caller keeps the ledger's pool and closes it afterwards. */
public final class GridNode implements AutoCloseable {
    /** Runs what follows a grid answer; never blocks, so two are enough. */
    private static final int CALLBACK_THREADS = 2;

    private final HazelcastInstance member;
    private final ExecutorService callbacks;
    private final InventoryClient client;
    private final SaleKeeper keeper;
    private final LedgerJob ledgerJob;

    private GridNode(HazelcastInstance member, GridContext context, Postgres ledger) {
        this.member = member;
        AtomicInteger number = new AtomicInteger();
        callbacks = Executors.newFixedThreadPool(
                CALLBACK_THREADS, task -> new Thread(task, "grid-callbacks-" + number.incrementAndGet()));
        client = new InventoryClient(member, callbacks);
        SaleStore sales = new SaleStore(ledger);
        keeper = new SaleKeeper(
                new SaleDirectory(member, callbacks),
                sales,
                new SaleRecovery(client, sales, new LedgerReader(ledger)),
                client,
                context,
                new LocalPartitions(member));
        ledgerJob = new LedgerJob(member);
    }

    /**
     * Starts a member and joins the cluster that {@code config} describes; blocks until it has joined. The ledger's
     * schema must be up to date. With the ledger away the member starts all the same, and installs its sales once the
     * ledger is back.
     */
    public static GridNode start(Config config, Postgres ledger, Clock clock) {
        GridContext context = GridContext.install(config, clock);
        config.getUserContext().put(LedgerJob.LEDGER, new LedgerWriter(ledger));
        HazelcastInstance member = Hazelcast.newHazelcastInstance(GridConfig.require(config));
        GridNode node = new GridNode(member, context, ledger);
        node.keeper.start();
        node.ledgerJob.start();
        return node;
    }

    public HazelcastInstance member() {
        return member;
    }

    /** Leaves the cluster in order: partitions move to the other members first. */
    @Override
    public void close() {
        keeper.close();
        ledgerJob.close();
        client.close();
        member.shutdown();
        callbacks.shutdown();
    }
}
