package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static final List<ConfigKey> KEYS = Stream.of(NodeConfig.Grid.class, NodeConfig.Api.class)
            .map(ConfigKey::of)
            .flatMap(ConfigKey::all)
            .toList();

    @Test
    void eachKeyHasAVariableOfItsOwn() {
        assertThat(KEYS.stream().filter(ConfigKey::isSettable).map(Environment::variableOf))
                .contains(
                        "DOORBUSTER_LEDGER_URL",
                        "DOORBUSTER_LEDGER_PASSWORD",
                        "DOORBUSTER_HTTP_PORT",
                        "DOORBUSTER_CLUSTER_MEMBERS",
                        "DOORBUSTER_PAYMENTS_PER_SEC")
                .doesNotContain("DOORBUSTER_HOME", "DOORBUSTER_JAVA_OPTS", StripeSettings.SECRET_KEY)
                .noneMatch(variable -> variable.endsWith(Environment.FILE));
        assertThat(KEYS.stream().map(ConfigKey::path).distinct().count())
                .isEqualTo(KEYS.stream().map(Environment::variableOf).distinct().count());
    }

    @Test
    void aSecretMayBeInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), " with spaces \n");
        Environment environment = new Environment(Map.of(
                "DOORBUSTER_A", "direct",
                "DOORBUSTER_A_FILE", "/nowhere",
                "DOORBUSTER_B_FILE", file.toString(),
                "DOORBUSTER_C", " ",
                "DOORBUSTER_D_FILE", "/nowhere"));

        assertThat(environment.secret("DOORBUSTER_A")).isEqualTo("direct");
        assertThat(environment.secret("DOORBUSTER_B"))
                .as("all but the line's end is the value")
                .isEqualTo(" with spaces ");
        assertThat(environment.value("DOORBUSTER_B"))
                .as("only secrets are in files")
                .isNull();
        assertThat(environment.secret("DOORBUSTER_C")).as("empty is not set").isNull();
        assertThatThrownBy(() -> environment.secret("DOORBUSTER_D"))
                .hasMessageContainingAll("DOORBUSTER_D_FILE", "/nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "DOORBUSTER_LEDGER_PASWORD, DOORBUSTER_LEDGER_PASSWORD",
        "DOORBUSTER_LEDGERURL, DOORBUSTER_LEDGER_URL",
        "DOORBUSTER_LEDGER_PASWORD_FILE, DOORBUSTER_LEDGER_PASSWORD_FILE",
        "DOORBUSTER_HTTP_TLS_KEY_FILE, DOORBUSTER_HTTP_TLS_KEY",
        "DOORBUSTER_PAYMENT_PER_SEC, DOORBUSTER_PAYMENTS_PER_SEC"
    })
    void aMisspeltVariableIsRefused(String written, String meant) {
        assertThatThrownBy(() -> new Environment(Map.of(written, "x")).refuseMisspelt(KEYS))
                .hasMessage(written + " sets nothing; did you mean " + meant + "?");
    }

    @Test
    void aKeyThatIsNoOneVariableSaysSo() {
        assertThatThrownBy(() -> new Environment(Map.of("DOORBUSTER_ISSUERS", "x")).refuseMisspelt(KEYS))
                .hasMessage("DOORBUSTER_ISSUERS: issuers can be set in the file only");
    }

    /** Kubernetes sets variables like these in every pod beside a service whose name begins with ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DOORBUSTER_JAVA_OPTS",
                "DOORBUSTER_HOME",
                "DOORBUSTER_HEALTH",
                "DOORBUSTER_STRIPE_SECRET_KEY",
                "DOORBUSTER_STRIPE_WEBHOOK_SECRETS_FILE",
                "DOORBUSTER_SERVICE_HOST",
                "DOORBUSTER_PORT",
                "DOORBUSTER_PORT_8080_TCP_ADDR",
                "DOORBUSTER_API_PORT",
                "DOORBUSTER_API_SERVICE_PORT",
                "DOORBUSTER_GRID_PORT_5701_TCP",
                "DOORBUSTER_LEDGER_PORT",
                "DOORBUSTER_LEDGER_SERVICE_HOST",
                "LEDGER_URL"
            })
    void aVariableOfSomebodyElseIsLeftAlone(String name) {
        assertThatCode(() -> new Environment(Map.of(name, "x")).refuseMisspelt(KEYS))
                .doesNotThrowAnyException();
    }
}
