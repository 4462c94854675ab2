package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.doorbuster.api.ApiConfig;
import io.doorbuster.api.ApiNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.grid.GridClient;
import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.embedded.LocalMember;
import io.doorbuster.embedded.LocalPostgres;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.node.GridNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An HTTP node as a client of a grid that is not there yet, goes away, comes back, or says nothing. */
class GridAwayIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Far below the two minutes that Hazelcast would try, far above what a loaded machine needs for ten seconds. */
    private static final Duration SOON = Duration.ofSeconds(45);

    private final String cluster = "away-" + UUID.randomUUID();
    private final int port = freePort();
    private final Clock clock = Clock.systemUTC();
    private final DevelopmentIssuer issuer = DevelopmentIssuer.random();
    private final LocalPostgres server;
    private final Postgres ledger;
    private final SilentLine line = SilentLine.to(port);
    private final HazelcastInstance client;
    private final ApiNode node;
    private final Api api;

    GridAwayIT(@TempDir Path data) {
        server = LocalPostgres.start(data.resolve("postgres"));
        ledger = Postgres.open(new PostgresConfig(server.jdbcUrl(), server.user(), ""));
        ledger.migrate();
        client = HazelcastClient.newHazelcastClient(GridClient.config(cluster, List.of("127.0.0.1:" + line.port())));
        node = new ApiNode(
                        ApiConfig.at("127.0.0.1", 0),
                        client,
                        ledger,
                        SandboxPaymentGateway.inMemory(),
                        null,
                        new TokenVerifier(List.of(issuer.trusted()), clock),
                        clock)
                .start();
        api = new Api(URI.create("http://127.0.0.1:" + node.port()), issuer);
    }

    @AfterEach
    void stop() {
        node.close();
        client.shutdown();
        line.close();
        ledger.close();
        server.close();
    }

    @Test
    void theNodeIsThereBeforeTheGridAndAgainAfterIt() {
        assertRefusesAndSaysWhatIsMissing();
        Sale sale = api.merchant().sell(10);
        assertRefused(sale.reserve("ann"));
        assertRefused(sale.stock());

        GridNode member = member();
        awaitReady();
        await().atMost(LONG).until(() -> sale.reserve("ann").status() == 201);
        await().atMost(LONG).until(() -> sale.read("/stats").number("/ledgerLagMs") == 0);

        member.member().getLifecycleService().terminate();
        member.close();
        await().atMost(LONG).untilAsserted(this::assertRefusesAndSaysWhatIsMissing);
        assertRefused(sale.reserve("ben"));

        GridNode another = member();
        try {
            awaitReady();
            await().atMost(LONG).until(() -> sale.reserve("ben").status() == 201);
        } finally {
            another.close();
        }
    }

    @Test
    void aCallToAMemberThatSaysNothingFailsSoon() {
        GridNode member = member();
        try {
            awaitReady();
            Sale sale = api.merchant().sell(10);
            await().atMost(LONG).until(() -> sale.reserve("ann").status() == 201);

            IMap<String, String> map = client.getMap("some-map");
            line.silence();
            CompletableFuture<String> waiting = map.getAsync("key").toCompletableFuture();
            assertThat(waiting).failsWithin(SOON);
            await().atMost(LONG).untilAsserted(this::assertRefusesAndSaysWhatIsMissing);
            assertRefused(sale.reserve("ben"));

            line.speak();
            awaitReady();
            await().atMost(LONG).until(() -> sale.reserve("ben").status() == 201);
        } finally {
            member.close();
        }
    }

    private void assertRefusesAndSaysWhatIsMissing() {
        Reply ready = api.get("/readyz", null);
        assertRefused(ready);
        assertThat(ready.body().at("/parts/grid").asText()).isEqualTo("down");
        assertThat(ready.body().at("/parts/ledger").asText()).isEqualTo("up");
        assertThat(api.get("/healthz", null).status()).isEqualTo(200);
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).as(reply.toString()).isNotEmpty();
    }

    private void awaitReady() {
        await().atMost(LONG).until(() -> api.get("/readyz", null).status() == 200);
    }

    /** One that tells clients to come by the line. */
    private GridNode member() {
        Config config = LocalMember.named(cluster);
        config.setProperty("hazelcast.partition.count", "31");
        config.getNetworkConfig()
                .setPort(port)
                .setPortAutoIncrement(false)
                .setPublicAddress("127.0.0.1:" + line.port());
        return GridNode.start(config, ledger, clock);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
