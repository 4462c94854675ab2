package io.doorbuster.grid;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Real members in this JVM, on loopback, in a cluster of their own. */
final class TestCluster implements AutoCloseable {
    private final String name = "test-" + UUID.randomUUID();
    private final List<HazelcastInstance> members = new ArrayList<>();

    HazelcastInstance join() {
        Config config = new Config().setClusterName(name);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.partition.count", "31");
        config.getNetworkConfig().setPort(15701).setPortAutoIncrement(true).setPortCount(200);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
        members.forEach(member -> config.getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .addMember("127.0.0.1:"
                        + member.getCluster().getLocalMember().getAddress().getPort()));
        GridContext.install(config, Clock.systemUTC());
        HazelcastInstance member = Hazelcast.newHazelcastInstance(GridConfig.require(config));
        members.add(member);
        return member;
    }

    /** Ends a member without a goodbye, as a killed process would. */
    void kill(HazelcastInstance member) {
        members.remove(member);
        member.getLifecycleService().terminate();
    }

    /** Ends a member in order: its partitions move first. */
    void leave(HazelcastInstance member) {
        members.remove(member);
        member.shutdown();
    }

    @Override
    public void close() {
        members.forEach(member -> member.getLifecycleService().terminate());
    }
}
