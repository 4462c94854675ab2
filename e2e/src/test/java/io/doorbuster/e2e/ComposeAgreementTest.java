package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, addresses, ports and times that more than one of Compose's files tell. */
class ComposeAgreementTest {
    private static final String FOLDER = "config/compose/";

    private final ComposeFile compose = ComposeFile.read("docker-compose.yml");
    private final JsonNode member = config("hazelcast.yaml").get("hazelcast");

    @ParameterizedTest
    @ValueSource(strings = {"api.yaml", "api-stripe.yaml", "api-dev.yaml"})
    void theMembersAreTheSameForAllWhoLookForThem(String api) {
        String port = member.at("/network/port/port").asText();
        List<String> announced = ComposeFile.words(member.at("/network/join/tcp-ip/member-list"));
        List<String> named = new ArrayList<>();
        for (String grid : compose.running("grid")) {
            ComposeFile.words(compose.service(grid).at("/networks/grid/aliases"))
                    .forEach(alias -> named.add(alias + ":" + port));
        }

        assertThat(named).hasSize(3).isEqualTo(announced);
        assertThat(ComposeFile.words(config(api).at("/cluster/members"))).isEqualTo(announced);
        JsonNode center = compose.service("management-center").get("environment");
        assertThat(center.get("MC_DEFAULT_CLUSTER_MEMBERS").asText().split(",", -1))
                .isEqualTo(announced.stream()
                        .map(name -> name.replace(":5701", ""))
                        .toArray());
        assertThat(List.of(config(api).at("/cluster/name"), center.get("MC_DEFAULT_CLUSTER")))
                .containsOnly(member.get("cluster-name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.yaml", "api-stripe.yaml", "api-dev.yaml", "grid.yaml"})
    void theLedgerIsTheDatabaseThatIsMade(String node) {
        JsonNode made = compose.service("postgres").get("environment");
        JsonNode ledger = config(node).get("ledger");

        assertThat(ledger.get("url").asText())
                .isEqualTo("jdbc:postgresql://postgres:5432/"
                        + made.get("POSTGRES_DB").asText());
        assertThat(ledger.get("user")).isEqualTo(made.get("POSTGRES_USER"));
        assertThat(ledger.has("password")).isFalse();
    }

    @Test
    void healthIsAskedForWhereItIsTold() {
        String http = config("api.yaml").at("/http/port").asText();
        for (String api : compose.running("api")) {
            assertThat(health(api)).isEqualTo(http + "/readyz");
        }
        for (String grid : compose.running("grid")) {
            assertThat(health(grid)).isEqualTo(member.at("/network/port/port").asText() + "/hazelcast/health/ready");
        }
        JsonNode rest = member.at("/network/rest-api");
        assertThat(rest.get("enabled").asBoolean()).isTrue();
        rest.get("endpoint-groups")
                .properties()
                .forEach(group -> assertThat(group.getValue().get("enabled").asBoolean())
                        .as(group.getKey())
                        .isEqualTo(group.getKey().equals("HEALTH_CHECK")));
    }

    @Test
    void nginxFindsTheNodesAtTheAddressesThatTheyHave() {
        String port = config("api.yaml").at("/http/port").asText();
        List<String> nodes = compose.running("api");
        List<String> hosts = nodes.stream()
                .map(api -> api + "="
                        + compose.service(api).at("/networks/edge/ipv4_address").asText())
                .toList();

        assertThat(found("upstream.conf", "(?m)^server (\\S+)"))
                .isEqualTo(nodes.stream().map(api -> api + ":" + port).toList());
        assertThat(ComposeFile.words(compose.service("nginx").get("extra_hosts")))
                .isEqualTo(hosts);
        assertThat(found("nginx.conf", "set_real_ip_from (\\S+);"))
                .containsExactly(compose.tree()
                        .at("/networks/edge/ipam/config/0/gateway")
                        .asText());
        assertThat(ComposeFile.words(compose.service("nginx").get("ports")))
                .allSatisfy(published -> assertThat(found("nginx.conf", "listen (\\d+) "))
                        .containsExactly(published.substring(published.lastIndexOf(':') + 1)));
    }

    @Test
    void prometheusScrapesTheNodesAndReadsTheAlarms() {
        String port = config("api.yaml").at("/http/port").asText();
        JsonNode prometheus = config("prometheus.yml");

        assertThat(ComposeFile.words(prometheus.at("/scrape_configs/0/static_configs/0/targets")))
                .isEqualTo(compose.running("api").stream()
                        .map(api -> api + ":" + port)
                        .toList());
        assertThat(ComposeFile.files(compose.service("prometheus")).values())
                .contains("/etc/prometheus/" + prometheus.at("/rule_files/0").asText());
        List<String> alarms = new ArrayList<>();
        config("alerts.yml")
                .get("groups")
                .forEach(group -> group.get("rules")
                        .forEach(rule -> alarms.add(rule.path("alert").asText())));
        assertThat(alarms).contains("Oversold", "LedgerLag", "UnknownRising", "RoomStuck", "PaymentsDown");
    }

    @Test
    void aMemberHasTimeToHandItsPartitionsOver() {
        Duration handOver = Duration.ofSeconds(member.at("/properties")
                .get("hazelcast.graceful.shutdown.max.wait")
                .asLong());

        for (String grid : compose.running("grid")) {
            assertThat(ComposeFile.duration(compose.service(grid).get("stop_grace_period")))
                    .isGreaterThanOrEqualTo(handOver.plusSeconds(20));
        }
    }

    /** One is what operators copy, the other what Compose runs: what they say of data and safety is the same. */
    @Test
    void beyondNetworkAndTimesAMemberIsThatOfTheExample() {
        ObjectNode example = ComposeFile.yaml(ComposeFile.text("config/hazelcast.yaml"))
                .get("hazelcast")
                .deepCopy();
        ObjectNode ours = member.deepCopy();
        for (ObjectNode file : List.of(example, ours)) {
            file.remove("network");
            ((ObjectNode) file.get("properties"))
                    .remove(List.of(
                            "hazelcast.graceful.shutdown.max.wait",
                            // A container's health check comes by loopback.
                            "hazelcast.socket.server.bind.any"));
        }

        assertThat(ours).isEqualTo(example);
    }

    private String health(String service) {
        return compose.service(service).at("/environment/DOORBUSTER_HEALTH").asText();
    }

    private static JsonNode config(String name) {
        return ComposeFile.yaml(ComposeFile.text(FOLDER + name));
    }

    private static List<String> found(String file, String pattern) {
        return Pattern.compile(pattern)
                .matcher(ComposeFile.text(FOLDER + file))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
