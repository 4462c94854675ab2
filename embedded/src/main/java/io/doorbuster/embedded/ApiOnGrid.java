package io.doorbuster.embedded;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.api.ApiNode;
import io.doorbuster.api.grid.GridClient;
import io.doorbuster.api.grid.LargerPart;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP node, and another one in its place when the grid has fallen in two and it is with the smaller part. Thread-safe.
 */
final class ApiOnGrid implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiOnGrid.class);

    /** Looking costs nothing while most members are seen. */
    private static final long LOOK_MILLIS = 2_000;

    /** Makes a node that listens on {@code port}. */
    interface NodeMaker {
        ApiNode make(HazelcastInstance grid, int port);
    }

    private final NodeConfig.Cluster cluster;
    private final NodeMaker makeNode;
    private final LargerPart largerPart;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "grid-watch"));
    private final int port;
    private HazelcastInstance grid;
    private ApiNode node;

    /** Members to go to, until this node is there. */
    private List<String> goal = List.of();

    /**
     * Starts it.
     *
     * @param port 0 picks a free one, and keeps it
     */
    ApiOnGrid(NodeConfig.Cluster cluster, int port, NodeMaker makeNode) {
        this.cluster = cluster;
        this.makeNode = makeNode;
        largerPart = new LargerPart(cluster.name(), cluster.members());
        grid = HazelcastClient.newHazelcastClient(GridClient.config(cluster.name(), cluster.members()));
        node = makeNode.make(grid, port).start();
        this.port = node.port();
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    int port() {
        return port;
    }

    private synchronized void look() {
        if (thread.isShutdown()) {
            return;
        }
        try {
            if (goal.isEmpty()) {
                goal = largerPart.elsewhere(grid);
            }
            if (!goal.isEmpty()) {
                LOG.warn("the grid has fallen apart, and this node is with the smaller part; it goes to {}", goal);
                letGo();
                grid = HazelcastClient.newHazelcastClient(
                        GridClient.preferring(goal, cluster.name(), cluster.members()));
                node = makeNode.make(grid, port).start();
                goal = List.of();
            }
        } catch (RuntimeException failed) {
            LOG.error("this node could not leave the smaller part of the grid; it tries again", failed);
        }
    }

    private void letGo() {
        try {
            node.close();
        } catch (RuntimeException e) {
            LOG.warn("the node with the smaller part did not close whole", e);
        }
        grid.shutdown();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        end();
    }

    private synchronized void end() {
        letGo();
    }
}
