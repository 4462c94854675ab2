package io.doorbuster.pipelines;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.grid.GridConfig;
import java.util.UUID;

/** A real member in this JVM, on loopback, in a cluster of its own. */
final class TestMember {
    private TestMember() {}

    static HazelcastInstance start() {
        Config config = new Config().setClusterName("test-" + UUID.randomUUID());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getNetworkConfig()
                .setPort(16_201)
                .setPortCount(200)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        return Hazelcast.newHazelcastInstance(GridConfig.require(config));
    }
}
