package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job, as somebody runs it who has just found the project. */
class DemoIT {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"60, 250, NONE", "1, 200, WEIGHTED", "20000, 150, BATCH"})
    void theDemonstrationIsExactAndSaysSo(int stock, int buyers, String rule) throws JsonProcessingException {
        try (DoorbusterProcess demo = DoorbusterProcess.start(
                home,
                "demo",
                "--stock",
                "" + stock,
                "--buyers",
                "" + buyers,
                "--rule",
                rule,
                "--seed",
                "7",
                "--json")) {
            List<String> lines = demo.output();
            String all = String.join("\n", lines) + demo.errors();
            assertThat(demo.awaitEnd()).as(all).isZero();
            assertThat(lines).as(all).last(STRING).startsWith("{").endsWith("}");
            JsonNode last = Api.JSON.readTree(lines.get(lines.size() - 1));
            assertThat(last.path("exact").asBoolean()).as(all).isTrue();
            assertThat(last.path("consistent").asBoolean()).isTrue();
            assertThat(last.path("stock").asInt()).isEqualTo(stock);
            assertThat(last.path("sold").asInt()).isBetween(1, stock);
            assertThat(last.path("distinctUnits")).isEqualTo(last.path("sold"));
            if (rule.equals("NONE")) {
                assertThat(last.path("drawVerified").isNull()).isTrue();
            } else {
                assertThat(last.path("drawVerified").asBoolean()).as(all).isTrue();
                assertThat(last.path("drawTickets").asInt()).isPositive();
            }
            assertThat(List.of("oversold", "undersold", "capViolations", "contractBreaches"))
                    .allSatisfy(name ->
                            assertThat(last.path(name).asInt(-1)).as(name).isZero());
            assertThat(List.of("seconds", "requests", "p50Ms", "p99Ms"))
                    .allSatisfy(name ->
                            assertThat(last.path(name).asDouble()).as(name).isPositive());
            assertThat(stock > buyers || last.path("sold").asInt() == stock)
                    .as("with more buyers than units everything is sold: " + last)
                    .isTrue();
            demo.assertLoggedNoError();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--stock=0", "--stock=x", "--buyers=0", "--rule=FIRST", "--colour=red"})
    void aWrongOptionIsNamedAndNothingStarts(String option) {
        try (DoorbusterProcess demo = DoorbusterProcess.start(home, "demo", option)) {
            assertThat(demo.output()).isEmpty();
            assertThat(demo.awaitEnd()).isEqualTo(2);
            assertThat(demo.errors())
                    .contains(option.substring(0, option.indexOf('=')))
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void tokensComeAloneOnTheirLines() {
        try (DoorbusterProcess token =
                DoorbusterProcess.start(home, "token", "--role=buyer", "--org=o", "--sub=ann", "--count=3")) {
            assertThat(token.output())
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .allMatch(line -> line.split("\\.").length == 3);
            assertThat(token.awaitEnd()).isZero();
        }
    }
}
