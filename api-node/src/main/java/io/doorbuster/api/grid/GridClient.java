package io.doorbuster.api.grid;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.properties.ClientProperty;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.spi.properties.HazelcastProperty;
import io.doorbuster.grid.GridConfig;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an HTTP node reaches the grid: it starts without it, looks for it for ever, and while it is away every call fails at
 * once. Hazelcast's own defaults suit callers that would rather wait two minutes; a buyer would not.
 */
public final class GridClient {
    private static final Logger LOG = LoggerFactory.getLogger(GridClient.class);

    /** A member on the same network accepts in milliseconds; one that was cut off costs every round of attempts so long. */
    private static final int CONNECT_MILLIS = 2_000;

    /** Between two rounds of attempts: soon after the grid is back, without hammering one that is starting. */
    private static final int FIRST_BACKOFF_MILLIS = 200;

    private static final int MAX_BACKOFF_MILLIS = 2_000;
    private static final double BACKOFF_MULTIPLIER = 1.5;

    /** Nodes that lost the grid together do not all come back in the same instant. */
    private static final double BACKOFF_JITTER = 0.25;

    /** Five of them fit into the timeout, so that one lost packet cuts nobody off. */
    private static final long HEARTBEAT_MILLIS = 1_000;

    /**
     * A member that says nothing for so long is given up, and the calls that wait for it fail; by default that takes a
     * minute. Longer than a collection of garbage ought to take, about as long as a buyer waits. It bounds authentication
     * too.
     */
    private static final long HEARTBEAT_TIMEOUT_MILLIS = 5_000;

    /**
     * How long a call that did not get through is tried again, by default two minutes. Past the time that it takes to give
     * up a member and to ask the next owner of its partitions; past a route's own limit nobody waits for it.
     */
    private static final long INVOCATION_SECONDS = 10;

    private GridClient() {}

    /**
     * Configuration of a client for one node.
     *
     * @param members some of the grid's, as host:port
     */
    public static ClientConfig config(String clusterName, List<String> members) {
        ClientConfig client = GridConfig.require(new ClientConfig()).setClusterName(clusterName);
        client.setProperty("hazelcast.logging.type", "slf4j");
        client.getNetworkConfig().setConnectionTimeout(CONNECT_MILLIS);
        members.forEach(client.getNetworkConfig()::addAddress);
        set(client, ClientProperty.HEARTBEAT_INTERVAL, HEARTBEAT_MILLIS);
        set(client, ClientProperty.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MILLIS);
        set(client, ClientProperty.INVOCATION_TIMEOUT_SECONDS, INVOCATION_SECONDS);
        comesBack(client.getConnectionStrategyConfig());
        return client.addListenerConfig(new ListenerConfig(new Teller()));
    }

    /** As {@link #config}, but begins with {@code first}, in their order. */
    public static ClientConfig preferring(List<String> first, String clusterName, List<String> members) {
        ClientConfig client = config(
                clusterName,
                Stream.concat(first.stream(), members.stream()).distinct().toList());
        client.setProperty(ClientProperty.SHUFFLE_MEMBER_LIST.getName(), "false");
        return client;
    }

    /** For one look at the grid: it is there within some seconds, or making the client fails. */
    static ClientConfig probe(String clusterName, List<String> members) {
        ClientConfig client = config(clusterName, members);
        client.setListenerConfigs(List.of());
        client.getConnectionStrategyConfig()
                .setAsyncStart(false)
                .setReconnectMode(ReconnectMode.OFF)
                .getConnectionRetryConfig()
                .setClusterConnectTimeoutMillis(CONNECT_MILLIS);
        return client;
    }

    private static void comesBack(ClientConnectionStrategyConfig strategy) {
        // ASYNC on both: calls fail while there is no connection, instead of blocking their thread until there is one.
        strategy.setAsyncStart(true)
                .setReconnectMode(ReconnectMode.ASYNC)
                .getConnectionRetryConfig()
                .setInitialBackoffMillis(FIRST_BACKOFF_MILLIS)
                .setMaxBackoffMillis(MAX_BACKOFF_MILLIS)
                .setMultiplier(BACKOFF_MULTIPLIER)
                .setJitter(BACKOFF_JITTER)
                .setClusterConnectTimeoutMillis(Long.MAX_VALUE);
    }

    private static void set(ClientConfig client, HazelcastProperty property, long value) {
        client.setProperty(property.getName(), Long.toString(value));
    }

    /** Says when the grid goes and comes, since Hazelcast's own story is long. Called by one thread. */
    private static final class Teller implements LifecycleListener {
        private boolean stopping;

        @Override
        public void stateChanged(LifecycleEvent event) {
            switch (event.getState()) {
                case CLIENT_CONNECTED -> LOG.info("the grid is there");
                case CLIENT_DISCONNECTED -> {
                    if (!stopping) {
                        LOG.warn("the grid is away; calls are refused until it is back");
                    }
                }
                case SHUTTING_DOWN -> stopping = true;
                default -> LOG.debug("grid client: {}", event.getState());
            }
        }
    }
}
