package io.doorbuster.api.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.config.Config;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.grid.GridConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two clusters of one name that do not know of each other, as after a cut that clients do not feel. */
class LargerPartIT {
    private final String name = "parts-" + UUID.randomUUID();
    private final List<HazelcastInstance> started = new ArrayList<>();
    private final HazelcastInstance alone = member();
    private final HazelcastInstance one = member();
    private final HazelcastInstance two = member(address(one));
    private final List<String> all = List.of(address(alone), address(one), address(two));

    private HazelcastInstance member(String... others) {
        Config config = new Config().setClusterName(name);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getNetworkConfig().setPort(15901).setPortAutoIncrement(true).setPortCount(200);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        TcpIpConfig join = config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
        for (String other : others) {
            join.addMember(other);
        }
        HazelcastInstance member = Hazelcast.newHazelcastInstance(GridConfig.require(config));
        started.add(member);
        return member;
    }

    private static String address(HazelcastInstance member) {
        return "127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort();
    }

    private HazelcastInstance client(HazelcastInstance first) {
        HazelcastInstance client =
                HazelcastClient.newHazelcastClient(GridClient.preferring(List.of(address(first)), name, all));
        started.add(0, client);
        int members = first.getCluster().getMembers().size();
        await().until(() -> client.getCluster().getMembers().size() == members);
        return client;
    }

    @AfterEach
    void end() {
        started.forEach(instance -> instance.getLifecycleService().terminate());
    }

    @Test
    void whoIsWithOneOfThreeLearnsWhereTheOthersAre() {
        assertThat(new LargerPart(name, all).elsewhere(client(alone)))
                .containsExactlyInAnyOrder(address(one), address(two));
    }

    @Test
    void newerWordOfTheSamePartIsNoOtherPart() {
        assertThat(LargerPart.isElsewhere(Set.of("a"), Set.of("a", "b", "c"))).isFalse();
        assertThat(LargerPart.isElsewhere(Set.of("a"), Set.of("b"))).isFalse();
        assertThat(LargerPart.isElsewhere(Set.of("a"), Set.of("b", "c"))).isTrue();
    }

    @Test
    void whoIsWithTwoOfThreeStays() {
        assertThat(new LargerPart(name, all).elsewhere(client(one))).isEmpty();
    }

    @Test
    void whoIsWithTheLastMemberStays() {
        HazelcastInstance client = client(alone);
        one.getLifecycleService().terminate();
        two.getLifecycleService().terminate();
        assertThat(new LargerPart(name, all).elsewhere(client)).isEmpty();
    }
}
