package io.doorbuster.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A Compose file, with its merge keys resolved and its variables at their defaults. */
record ComposeFile(String text, JsonNode tree) {
    /** The repository's root, as seen from this module. */
    static final Path ROOT = Path.of("..");

    /** What a variable without a default is given. */
    static final String GIVEN = "given";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::([-?])([^}]*))?}");

    static ComposeFile read(String name) {
        String text = text(name);
        return new ComposeFile(text, yaml(VARIABLE.matcher(text).replaceAll(ComposeFile::withDefault)));
    }

    private static String withDefault(MatchResult variable) {
        return "-".equals(variable.group(2)) ? variable.group(3) : GIVEN;
    }

    /** Every variable that the file reads. */
    TreeSet<String> variables() {
        TreeSet<String> names = new TreeSet<>();
        VARIABLE.matcher(text).results().forEach(variable -> names.add(variable.group(1)));
        return names;
    }

    Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        tree.get("services").properties().forEach(service -> services.put(service.getKey(), service.getValue()));
        return services;
    }

    JsonNode service(String name) {
        return tree.get("services").get(name);
    }

    /** The services whose command is {@code word …}. */
    List<String> running(String word) {
        return services().entrySet().stream()
                .filter(service ->
                        word.equals(service.getValue().at("/command/0").asText()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What is mounted from the repository: path there, path in the container. */
    static Map<String, String> files(JsonNode service) {
        Map<String, String> files = new TreeMap<>();
        for (JsonNode volume : service.path("volumes")) {
            String[] parts = volume.asText().split(":", -1);
            if (parts[0].startsWith(".")) {
                files.put(parts[0], parts[1]);
            }
        }
        return files;
    }

    static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }

    /** Of {@code 90s}. */
    static Duration duration(JsonNode seconds) {
        return Duration.parse("PT" + seconds.asText());
    }

    static String text(String name) {
        try {
            return Files.readString(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return new ObjectMapper().valueToTree(loaded);
    }
}
