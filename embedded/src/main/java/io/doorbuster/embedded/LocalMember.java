package io.doorbuster.embedded;

import com.hazelcast.config.Config;
import java.util.UUID;

/** Configuration of a member that keeps to loopback, in a cluster of its own. */
public final class LocalMember {
    private static final int FIRST_PORT = 15_701;
    private static final int PORTS = 400;

    private LocalMember() {}

    /** A member on its own. */
    public static Config alone() {
        return named("doorbuster-" + UUID.randomUUID());
    }

    /** A member that finds others of the same name on this machine, if they were given as {@code peers}. */
    public static Config named(String clusterName, String... peers) {
        Config config = new Config().setClusterName(clusterName);
        config.setProperty("hazelcast.logging.type", "slf4j");
        // Whoever started it stops it, in order.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        // Or it announces the address below, and listens on all of the machine's.
        config.setProperty("hazelcast.socket.server.bind.any", "false");
        config.getNetworkConfig()
                .setPort(FIRST_PORT)
                .setPortAutoIncrement(true)
                .setPortCount(PORTS)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(peers.length > 0);
        for (String peer : peers) {
            config.getNetworkConfig().getJoin().getTcpIpConfig().addMember(peer);
        }
        return config;
    }
}
