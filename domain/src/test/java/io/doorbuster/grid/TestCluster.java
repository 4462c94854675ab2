package io.doorbuster.grid;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
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
    private final List<HazelcastInstance> clients = new ArrayList<>();

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

    /** A client of its own, as an HTTP node is; ends with the cluster. */
    HazelcastInstance connect() {
        ClientConfig config = new ClientConfig().setClusterName(name);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig()
                .addAddress("127.0.0.1:"
                        + members.get(0)
                                .getCluster()
                                .getLocalMember()
                                .getAddress()
                                .getPort());
        HazelcastInstance client = HazelcastClient.newHazelcastClient(GridConfig.require(config));
        clients.add(client);
        return client;
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
        clients.forEach(HazelcastInstance::shutdown);
        members.forEach(member -> member.getLifecycleService().terminate());
    }
}
