package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemYamlConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
    private static final Path EXAMPLES = Path.of("..", "config");

    private static final String LEDGER = "ledger: {url: 'jdbc:postgresql://h/d'}\n";

    /** What an HTTP node must be told. */
    private static final String NODE = LEDGER + "cluster: {members: ['a:5701']}\n";

    private static final String SANDBOX = NODE + "developmentIssuer: key\nsandboxPayments: s.jsonl\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theExamplesAreValid() {
        NodeConfig.Grid grid = NodeConfig.read(EXAMPLES.resolve("grid.yaml"), NodeConfig.Grid.class, Map.of());
        NodeConfig.Api api = NodeConfig.read(EXAMPLES.resolve("api.yaml"), NodeConfig.Api.class, Map.of());

        assertThat(EXAMPLES.resolve(grid.hazelcast())).exists();
        assertThat(api.http()).isEqualTo(new NodeConfig.Http("127.0.0.1", 8080, null));
        assertThat(api.cluster().members()).hasSize(3);
        assertThat(api.issuers()).hasSize(1);
        assertThat(api.developmentIssuer()).as("off unless switched on").isNull();
        assertThat(api.ledger()).isEqualTo(grid.ledger());
    }

    @Test
    void theExampleListensWhereItSays() throws IOException {
        Config member =
                new FileSystemYamlConfig(EXAMPLES.resolve("hazelcast.yaml").toFile());
        assertThat(member.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(member.getProperty("hazelcast.socket.server.bind.any")).isEqualTo("false");
    }

    @Test
    void whatAMemberIsNotToldHasADefault() throws IOException {
        assertThat(grid(LEDGER))
                .isEqualTo(new NodeConfig.Grid(
                        "hazelcast.yaml", new NodeConfig.Ledger("jdbc:postgresql://h/d", "doorbuster", null), 10_000));
    }

    @Test
    void whatAnHttpNodeIsNotToldHasADefault() throws IOException {
        assertThat(api(SANDBOX))
                .isEqualTo(new NodeConfig.Api(
                        new NodeConfig.Http("127.0.0.1", 8080, null),
                        new NodeConfig.Cluster("doorbuster", List.of("a:5701")),
                        new NodeConfig.Ledger("jdbc:postgresql://h/d", "doorbuster", null),
                        List.of(),
                        "key",
                        "s.jsonl",
                        null));
    }

    @Test
    void everyKeyIsRead() throws IOException {
        assertThat(grid("""
                hazelcast: h.yaml
                ledger: {url: 'jdbc:postgresql://h/d', user: u, password: 1234}
                paymentsPerSec: 40
                """))
                .isEqualTo(
                        new NodeConfig.Grid("h.yaml", new NodeConfig.Ledger("jdbc:postgresql://h/d", "u", "1234"), 40));
        assertThat(api("""
                http: {host: h, port: 1, tls: {certificate: c.pem, key: k.pem}}
                cluster: {name: c, members: ['a:1', '[::1]:2']}
                ledger: {url: 'jdbc:postgresql://h/d', user: u, password: p}
                issuers: [{name: i, jwksUri: 'https://i/jwks', organisations: [o]}]
                developmentIssuer: d
                stripe: {requestsPerSec: 60, accounts: {acme: acct_1}}
                """))
                .isEqualTo(new NodeConfig.Api(
                        new NodeConfig.Http("h", 1, new NodeConfig.Tls("c.pem", "k.pem")),
                        new NodeConfig.Cluster("c", List.of("a:1", "[::1]:2")),
                        new NodeConfig.Ledger("jdbc:postgresql://h/d", "u", "p"),
                        List.of(new NodeConfig.Issuer("i", URI.create("https://i/jwks"), Set.of("o"))),
                        "d",
                        null,
                        new NodeConfig.Stripe(60, Map.of("acme", "acct_1"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ledger: {pasword: z} | 1 | ledger.pasword; did you mean password?",
                "paymentsPerSecs: 3 | 1 | paymentsPerSecs; did you mean paymentsPerSec?",
                "payments-per-sec: 3 | 1 | payments-per-sec; did you mean paymentsPerSec?",
                "user: x | 1 | user; did you mean ledger.user?",
                "ledger: {speed: 3} | 1 | ledger.speed, only url, user, password"
            })
    void anUnknownKeyIsRefusedWithWhatWasMeant(String yaml, int line, String said) throws IOException {
        assertThatThrownBy(() -> grid(yaml)).hasMessage("%s, line %d: there is no key %s", file(), line, said);
    }

    @Test
    void anUnknownKeyIsFoundInAListToo() {
        String issuers = "issuers:\n- {name: a, jwksUri: 'https://a/k', organisations: []}\n- name: b\n  jwksUrl: c\n";
        assertThatThrownBy(() -> api(SANDBOX + issuers))
                .hasMessage("%s, line 8: there is no key issuers[1].jwksUrl; did you mean jwksUri?", file());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {port: 65536} | http.port must be 0 to 65535, not 65536",
                "http: {port: -1} | http.port must be 0 to 65535, not -1",
                "http: {port: 80.5} | http.port must be a whole number, not 80.5",
                "http: {port: many} | http.port must be a whole number, not many",
                "http: {host: ' '} | http.host must not be empty, not \" \"",
                "http: 8080 | http must be a section, not 8080",
                "issuers: {} | issuers must be a list of sections",
                "stripe: {requestsPerSec: 0} | stripe.requestsPerSec must be 1 to 10000, not 0",
                "stripe: {accounts: {acme: cus_1}} | stripe.accounts.acme must start with acct_, not cus_1"
            })
    void aBadValueIsRefusedWithItsRule(String yaml, String said) {
        assertThatThrownBy(() -> api(SANDBOX + yaml)).hasMessage("%s, line 5: %s", file(), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:", ":5701", "a:0", "a:65536", "a:5701:1", "http://a:5701", "a b:1"})
    void aMemberIsAHostAndItsPort(String member) {
        assertThatThrownBy(() -> api(SANDBOX.replace("a:5701", member)))
                .hasMessage("%s, line 2: cluster.members must each be host:port, not %s", file(), member);
    }

    @Test
    void aMemberOfTheGridHasRulesToo() {
        assertThatThrownBy(() -> grid(LEDGER + "paymentsPerSec: 0\n"))
                .hasMessageContaining("line 2: paymentsPerSec must be 1 to 10000, not 0");
        assertThatThrownBy(() -> grid(LEDGER + "hazelcast: ''\n"))
                .hasMessageContaining("line 2: hazelcast must not be empty");
        assertThatThrownBy(() -> grid("ledger: {url: 'postgres://u:hunter2@h/d'}\n"))
                .hasMessageContaining("line 1: ledger.url must start with jdbc:postgresql:")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anIssuersKeysAreBehindAnAddress() {
        String issuer = "issuers: [{name: a, jwksUri: '%s', organisations: []}]\n";
        assertThatThrownBy(() -> api(SANDBOX + issuer.formatted("file:/etc/keys")))
                .hasMessageContaining("issuers[0].jwksUri must be an https or http address, not file:/etc/keys");
        assertThatThrownBy(() -> api(SANDBOX + issuer.formatted("https://a b")))
                .hasMessageContaining("issuers[0].jwksUri must be a URI, not https://a b");
    }

    @Test
    void httpsNeedsACertificateAndItsKey() {
        assertThatThrownBy(() -> api(SANDBOX + "http: {tls: {certificate: c.pem}}\n"))
                .hasMessage("%s: http.tls.key is missing; DOORBUSTER_HTTP_TLS_KEY could set it", file());
        NodeConfig.Tls missing = new NodeConfig.Tls("c.pem", "k.pem");
        assertThatThrownBy(() -> missing.read(file())).hasMessage("cannot read %s", folder.resolve("c.pem"));
    }

    @Test
    void somebodyMustBeAbleToCall() {
        assertThatThrownBy(() -> api(NODE + "sandboxPayments: s.jsonl\n"))
                .hasMessageContaining("issuers must name at least one, or nobody can call");
    }

    @Test
    void aMissingKeyIsNamedWithItsVariable() {
        assertThatThrownBy(() -> grid("hazelcast: h.yaml\n"))
                .hasMessage("%s: ledger.url is missing; DOORBUSTER_LEDGER_URL could set it", file());
        assertThatThrownBy(() -> api(SANDBOX + "issuers: [{name: a, jwksUri: 'https://a/k'}]\n"))
                .hasMessage("%s: issuers[0].organisations is missing", file());
    }

    @Test
    void aVariableTakesAKeysPlace() throws IOException {
        NodeConfig.Api node = NodeConfig.read(
                write(SANDBOX + "http: {host: h}\n"),
                NodeConfig.Api.class,
                Map.of(
                        "DOORBUSTER_HTTP_PORT", "9000",
                        "DOORBUSTER_CLUSTER_MEMBERS", "b:1, c:2,",
                        "DOORBUSTER_LEDGER_PASSWORD", "secret",
                        "DOORBUSTER_LEDGER_USER", "",
                        // The other kind of node's.
                        "DOORBUSTER_PAYMENTS_PER_SEC", "7"));
        assertThat(node.http()).isEqualTo(new NodeConfig.Http("h", 9000, null));
        assertThat(node.cluster().members()).containsExactly("b:1", "c:2");
        assertThat(node.ledger().postgres().password()).isEqualTo("secret");
        assertThat(node.ledger().user()).as("an empty variable is not set").isEqualTo("doorbuster");
        assertThat(node.toString()).doesNotContain("secret");
    }

    @Test
    void variablesAloneAreEnough() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        NodeConfig.Grid member = NodeConfig.read(
                write(""),
                NodeConfig.Grid.class,
                Map.of(
                        "DOORBUSTER_LEDGER_URL", "jdbc:postgresql://h/d",
                        "DOORBUSTER_LEDGER_PASSWORD_FILE", password.toString(),
                        "DOORBUSTER_PAYMENTS_PER_SEC", "7"));
        assertThat(member)
                .isEqualTo(new NodeConfig.Grid(
                        "hazelcast.yaml", new NodeConfig.Ledger("jdbc:postgresql://h/d", "doorbuster", "secret"), 7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DOORBUSTER_HTTP_PORT | tcp://10.0.0.1:80 | http.port must be a whole number, not tcp://10.0.0.1:80",
                "DOORBUSTER_HTTP_PORT | 99999 | http.port must be 0 to 65535, not 99999",
                "DOORBUSTER_CLUSTER_MEMBERS | a:1,b | cluster.members must each be host:port, not b",
                "DOORBUSTER_LEDGER_URL | postgres://h/d | ledger.url must start with jdbc:postgresql:"
            })
    void aBadVariableIsRefusedWithItsNameAndRule(String name, String value, String said) {
        assertThatThrownBy(() -> NodeConfig.read(write(SANDBOX), NodeConfig.Api.class, Map.of(name, value)))
                .hasMessage(name + ": " + said);
    }

    @Test
    void aMisspeltVariableStopsTheStart() {
        assertThatThrownBy(() ->
                        NodeConfig.read(write(LEDGER), NodeConfig.Grid.class, Map.of("DOORBUSTER_LEDGER_URI", "x")))
                .hasMessage("DOORBUSTER_LEDGER_URI sets nothing; did you mean DOORBUSTER_LEDGER_URL?");
    }

    @Test
    void paymentsAreThoseOfStripeOrOfTheSandbox() throws IOException {
        String node = NODE + "developmentIssuer: key\n";
        assertThat(api(node + "stripe: {}\n").stripe()).isEqualTo(new NodeConfig.Stripe(null, null));
        for (String neither : List.of("", "stripe: {}\nsandboxPayments: s.jsonl\n")) {
            assertThatThrownBy(() -> api(node + neither))
                    .hasMessage("%s: there must be either stripe or sandboxPayments", file());
        }
    }

    @Test
    void aLiveKeyIsNotTakenWhereAnybodyCanBeAnyone() throws IOException {
        NodeConfig.Api node = api(NODE + "developmentIssuer: key\nstripe: {}\n");
        Map<String, String> environment =
                Map.of(StripeSettings.SECRET_KEY, "sk_live_9Xyz", StripeSettings.WEBHOOK_SECRETS, "whsec_secret");
        assertThatThrownBy(() -> NodePayments.open(node, folder.resolve("api.yaml"), environment, Clock.systemUTC()))
                .hasMessageContaining("developmentIssuer")
                .hasMessageNotContaining("9Xyz");
    }

    @Test
    void whatIsNotYamlIsRefusedWithItsLineAndWithoutWhatItSays() {
        assertThatThrownBy(() -> grid("hazelcast: h\nledger: {password: hunter2\n"))
                .hasMessageContainingAll(file().toString(), "line 2")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
        assertThatThrownBy(() -> grid("hazelcast: a\nhazelcast: b\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> grid("- a\n")).hasMessageContaining("must be keys and their values");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> NodeConfig.read(folder.resolve("none.yaml"), NodeConfig.Grid.class, Map.of()))
                .hasMessageContaining("none.yaml");
    }

    private NodeConfig.Grid grid(String yaml) throws IOException {
        return NodeConfig.read(write(yaml), NodeConfig.Grid.class, Map.of());
    }

    private NodeConfig.Api api(String yaml) throws IOException {
        return NodeConfig.read(write(yaml), NodeConfig.Api.class, Map.of());
    }

    private Path file() {
        return folder.resolve("node.yaml");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(file(), yaml);
    }
}
