package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    private static final Path EXAMPLES = Path.of("..", "config");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theExamplesAreValid() {
        NodeConfig.Grid grid = NodeConfig.read(EXAMPLES.resolve("grid.yaml"), NodeConfig.Grid.class);
        NodeConfig.Api api = NodeConfig.read(EXAMPLES.resolve("api.yaml"), NodeConfig.Api.class);

        assertThat(EXAMPLES.resolve(grid.hazelcast())).exists();
        assertThat(api.http()).isEqualTo(new NodeConfig.Http("127.0.0.1", 8080));
        assertThat(api.cluster().members()).hasSize(3);
        assertThat(api.issuers()).hasSize(1);
        assertThat(api.developmentIssuer()).as("off unless switched on").isNull();
        assertThat(api.ledger()).isEqualTo(grid.ledger());
    }

    @Test
    void anUnknownKeyIsNamedWithTheKeysThatThereAre() throws IOException {
        Path file = write("hazelcast: h.yaml\nledger: {url: x, user: y, pasword: z}\n");

        assertThatThrownBy(() -> NodeConfig.read(file, NodeConfig.Grid.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("pasword")
                .hasMessageContaining("password]");
    }

    @Test
    void aMissingKeyIsNamed() throws IOException {
        Path file = write("hazelcast: h.yaml\nledger: {url: x}\n");

        assertThatThrownBy(() -> NodeConfig.read(file, NodeConfig.Grid.class)).hasMessageContaining("ledger.user");
    }

    @Test
    void theProvidersPaceIsAskedForInSoundFigures() throws IOException {
        String member = "hazelcast: h.yaml\nledger: {url: x, user: y}\n";
        Path absent = write(member);
        assertThat(NodeConfig.read(absent, NodeConfig.Grid.class).paymentsPerSecOrMax())
                .isEqualTo(10_000);
        Path forty = write(member + "paymentsPerSec: 40\n");
        assertThat(NodeConfig.read(forty, NodeConfig.Grid.class).paymentsPerSecOrMax())
                .isEqualTo(40);
        Path none = write(member + "paymentsPerSec: 0\n");
        assertThatThrownBy(() -> NodeConfig.read(none, NodeConfig.Grid.class))
                .hasMessageContaining("paymentsPerSec must be 1 to 10000, not 0");
    }

    @Test
    void paymentsAreThoseOfStripeOrOfTheSandbox() throws IOException {
        String node = """
                http: {host: 127.0.0.1, port: 1}
                cluster: {name: c, members: []}
                ledger: {url: x, user: y}
                issuers: []
                """;
        NodeConfig.Api stripe = NodeConfig.read(
                write(node + "stripe: {requestsPerSec: 60, accounts: {acme: acct_1}}\n"), NodeConfig.Api.class);
        assertThat(stripe.stripe()).isEqualTo(new NodeConfig.Stripe(60, Map.of("acme", "acct_1")));
        for (String neither : List.of("", "stripe: {}\nsandboxPayments: s.jsonl\n")) {
            Path file = write(node + neither);
            assertThatThrownBy(() -> NodeConfig.read(file, NodeConfig.Api.class))
                    .hasMessageContaining("either stripe or sandboxPayments");
        }
    }

    @Test
    void aLiveKeyIsNotTakenWhereAnybodyCanBeAnyone() throws IOException {
        Path file = write("""
                http: {host: 127.0.0.1, port: 1}
                cluster: {name: c, members: []}
                ledger: {url: x, user: y}
                issuers: []
                developmentIssuer: key
                stripe: {}
                """);
        NodeConfig.Api node = NodeConfig.read(file, NodeConfig.Api.class);
        Map<String, String> environment =
                Map.of(StripeSettings.SECRET_KEY, "sk_live_9Xyz", StripeSettings.WEBHOOK_SECRETS, "whsec_secret");
        assertThatThrownBy(() -> NodePayments.open(node, folder.resolve("api.yaml"), environment, Clock.systemUTC()))
                .hasMessageContaining("developmentIssuer")
                .hasMessageNotContaining("9Xyz");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> NodeConfig.read(folder.resolve("none.yaml"), NodeConfig.Grid.class))
                .hasMessageContaining("none.yaml");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("node.yaml"), yaml);
    }
}
