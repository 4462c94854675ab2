package io.doorbuster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemYamlConfig;
import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.grid.GridConfig;
import io.doorbuster.grid.GridUnavailableException;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.ledger.SaleStore;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members that decide under leases only, with the configuration that is shipped. */
class FencingIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path SHIPPED = Path.of("..", "config", "hazelcast.yaml");

    /** A member of the CP group that has joined this moment cannot vote yet; Hazelcast does not say when it can. */
    private static final Duration NEXT_FAULT = Duration.ofSeconds(3);

    private static final int FIRST_PORT = 17_601;
    private static final int STOCK = 4_000;

    private final String cluster = "fencing-" + UUID.randomUUID();
    private final ExecutorService callbacks = Executors.newFixedThreadPool(2);
    private final EmbeddedPostgres server;
    private final Postgres ledger;
    private final List<GridNode> nodes = new ArrayList<>();
    private final SaleDefinition sale = sale();
    private HazelcastInstance http;
    private InventoryClient client;

    FencingIT(@TempDir Path data) throws IOException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("postgres"))
                .start();
        ledger = Postgres.open(new PostgresConfig(server.getJdbcUrl("postgres", "postgres"), "postgres", ""));
        ledger.migrate();
    }

    @BeforeEach
    void start() throws FileNotFoundException {
        for (int i = 0; i < 3; i++) {
            nodes.add(GridNode.start(config(), ledger, Clock.systemUTC()));
        }
        http = HazelcastClient.newHazelcastClient(GridConfig.require(clientConfig()));
        client = new InventoryClient(http, callbacks);
        new SaleStore(ledger).create(sale, new DrawSecrets(new byte[32], new byte[32]), null, 0);
        await().atMost(LONG).ignoreException(CompletionException.class).until(() -> {
            new SaleDirectory(http, callbacks).publish(sale).join();
            return true;
        });
        await().atMost(LONG).until(() -> reserve("first") instanceof Outcome.Accepted);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        http.shutdown();
        nodes.forEach(node -> node.member().getLifecycleService().terminate());
        nodes.forEach(GridNode::close);
        ledger.close();
        server.close();
        callbacks.shutdownNow();
    }

    @Test
    void aMemberThatIsKilledIsWaitedOutAndReplaced() throws FileNotFoundException {
        Set<Integer> units = new HashSet<>(buy("before", 300));

        Set<UUID> decidedBefore = deciding();
        kill(nodes.get(1));

        await().atMost(LONG).until(() -> reserve("after") instanceof Outcome.Accepted);
        units.addAll(buy("during", 300));
        // The new one takes the place of the one that is lost, also in the CP group, so that another loss is survived.
        replace(decidedBefore);
        await().pollDelay(NEXT_FAULT).until(() -> true);
        kill(nodes.get(0));
        await().atMost(LONG).until(() -> reserve("again") instanceof Outcome.Accepted);
        units.addAll(buy("late", 300));
        assertThat(units).as("no unit twice").hasSize(900);
    }

    @Test
    void amongMembersThatAreStoppedOneAfterTheOtherNoCallFails() throws FileNotFoundException {
        CompletableFuture<Set<Integer>> crowd = CompletableFuture.supplyAsync(() -> buy("rolling", 3_000));
        for (int i = 0; i < 3; i++) {
            GridNode oldest = nodes.get(0);
            Set<UUID> decidedBefore = deciding();
            oldest.close();
            nodes.remove(oldest);
            replace(decidedBefore);
        }
        assertThat(crowd.join()).hasSize(3_000);
    }

    @Test
    void aMemberThatIsLeftAloneDecidesNothing() {
        buy("before", 20);
        kill(nodes.get(0));
        kill(nodes.get(0));

        HazelcastInstance alone = nodes.get(0).member();
        await().atMost(LONG).until(() -> alone.getCluster().getMembers().size() == 1);
        try (InventoryClient inside = new InventoryClient(alone, callbacks)) {
            assertThatThrownBy(
                            () -> inside.submit(bucketOf("ann"), command("ann")).join())
                    .hasCauseInstanceOf(GridUnavailableException.class);
        }
    }

    private void kill(GridNode node) {
        node.member().getLifecycleService().terminate();
        nodes.remove(node);
        node.close();
    }

    /** Units of so many buyers; a call that fails is a failed test. */
    private Set<Integer> buy(String crowd, int buyers) {
        Set<Integer> units = new HashSet<>();
        for (int buyer = 0; buyer < buyers; buyer++) {
            Outcome outcome = reserve(crowd + "-" + buyer);
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            units.addAll(((Outcome.Accepted) outcome).reservation().units());
        }
        return units;
    }

    private Outcome reserve(String user) {
        return client.submit(bucketOf(user), command(user)).join();
    }

    private BucketKey bucketOf(String user) {
        return new BucketKey(sale.orgId(), sale.saleId(), sale.bucketOf(user));
    }

    private static Command command(String user) {
        return new Command.Reserve(UUID.randomUUID(), user, 1, 0);
    }

    /** Starts a member, which takes a place in the group that decides. */
    private void replace(Set<UUID> decidedBefore) throws FileNotFoundException {
        nodes.add(GridNode.start(config(), ledger, Clock.systemUTC()));
        await().atMost(LONG)
                .ignoreException(CompletionException.class)
                .untilAsserted(() -> assertThat(deciding()).hasSize(3).isNotEqualTo(decidedBefore));
        await().atMost(LONG)
                .until(() -> nodes.get(0).member().getPartitionService().isClusterSafe());
    }

    private Set<UUID> deciding() {
        Set<UUID> ids = new HashSet<>();
        nodes.get(0)
                .member()
                .getCPSubsystem()
                .getCPSubsystemManagementService()
                .getCPGroup("default")
                .toCompletableFuture()
                .join()
                .members()
                .forEach(member -> ids.add(member.getUuid()));
        return ids;
    }

    private ClientConfig clientConfig() {
        ClientConfig config = new ClientConfig().setClusterName(cluster);
        config.setProperty("hazelcast.logging.type", "slf4j");
        nodes.forEach(node -> config.getNetworkConfig()
                .addAddress("127.0.0.1:"
                        + node.member()
                                .getCluster()
                                .getLocalMember()
                                .getAddress()
                                .getPort()));
        return config;
    }

    /** Members of other tests use other ports. */
    private Config config() throws FileNotFoundException {
        Config config = new FileSystemYamlConfig(SHIPPED.toFile()).setClusterName(cluster);
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getNetworkConfig().setPort(FIRST_PORT).setPortCount(200);
        List<String> peers = nodes.stream()
                .map(node -> "127.0.0.1:"
                        + node.member()
                                .getCluster()
                                .getLocalMember()
                                .getAddress()
                                .getPort())
                .toList();
        config.getNetworkConfig().getJoin().getTcpIpConfig().setMembers(peers);
        return config;
    }

    private static SaleDefinition sale() {
        Instant now = Instant.now();
        return new SaleDefinition(
                "org_1",
                "sale_" + UUID.randomUUID(),
                1,
                "sku",
                "title",
                new Money(100, "usd"),
                STOCK,
                now.minusSeconds(1),
                now.plusSeconds(3_600),
                1,
                600,
                Fairness.NONE,
                1,
                null,
                Durability.DEFAULT,
                false,
                SaleDefinition.Switch.ON,
                null,
                4,
                "",
                now);
    }
}
