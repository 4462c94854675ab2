package io.doorbuster.embedded;

import com.hazelcast.config.Config;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.node.GridNode;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member that begins anew by itself, empty, whenever it can go on in no other way. Thread-safe. */
final class GridMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GridMember.class);

    /** Until those that were ordered with it are gone too: who came back sooner would find the old grid. */
    private static final Duration AFTER_ORDER = Duration.ofSeconds(10);

    /** What ended it may not be over in an instant, and is not to fill the log. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Callable<Config> config;
    private final Postgres ledger;
    private final double paymentsPerSec;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "grid-member"));
    private @Nullable GridNode node;
    private boolean closed;

    /** @param config read afresh for each beginning */
    GridMember(Callable<Config> config, Postgres ledger, double paymentsPerSec) {
        this.config = config;
        this.ledger = ledger;
        this.paymentsPerSec = paymentsPerSec;
    }

    /** Joins the cluster, and returns the address there; blocks. */
    synchronized String start() throws Exception {
        GridNode started = GridNode.start(config.call(), ledger, Clock.systemUTC(), paymentsPerSec);
        node = started;
        var unused = started.ending().thenAcceptAsync(ending -> beginAnew(started, ending), thread);
        return started.member().getCluster().getLocalMember().getAddress().toString();
    }

    /** See {@link GridNode#awaitSafe}. */
    boolean awaitSafe(Duration most) throws InterruptedException {
        GridNode now = node();
        return now != null && now.awaitSafe(most);
    }

    private synchronized @Nullable GridNode node() {
        return node;
    }

    private synchronized void beginAnew(GridNode ended, GridNode.Ending ending) {
        if (closed) {
            return;
        }
        LOG.warn("begins anew: {}", ending.reason);
        node = null;
        if (ending == GridNode.Ending.ORDERED) {
            // Nothing is handed over: that it goes with all of its copies is the point.
            ended.member().getLifecycleService().terminate();
        }
        ended.close();
        startIn(
                switch (ending) {
                    case ORDERED -> AFTER_ORDER;
                    case BY_ITSELF -> AFTER_FAILURE;
                    case LOST_ITS_VOTE -> Duration.ZERO;
                });
    }

    private void startIn(Duration pause) {
        var unused = thread.schedule(this::startAgain, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void startAgain() {
        if (closed) {
            return;
        }
        try {
            LOG.info("is back as {}", start());
        } catch (Exception e) {
            LOG.error("does not start; tries again", e);
            startIn(AFTER_FAILURE);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.shutdown();
        if (node != null) {
            node.close();
        }
    }
}
