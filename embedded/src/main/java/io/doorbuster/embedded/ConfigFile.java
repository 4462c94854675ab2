package io.doorbuster.embedded;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One configuration file: YAML, which a record describes. A variable of the environment takes a key's place; what is said
 * nowhere has its default. Every value, wherever it comes from, passes through the same checks, and what is wrong is
 * refused with its place, its full path and its rule.
 */
final class ConfigFile {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final Path file;
    private final ConfigKey keys;

    /** By the full path of what was read there. */
    private final Map<String, Integer> lines = new HashMap<>();

    /** The variables that took a key's place, by its path. */
    private final Map<String, String> variables = new HashMap<>();

    private ConfigFile(Path file, ConfigKey keys) {
        this.file = file;
        this.keys = keys;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is missing or wrong, naming the file and line or the variable, and the key
     */
    static <T> T read(Path file, Class<T> type, Environment environment) {
        ConfigFile config = new ConfigFile(file, ConfigKey.of(type));
        ObjectNode tree = config.parse();
        config.check(config.keys, tree, "");
        config.override(tree, environment);
        config.check(config.keys, tree, "");
        config.complete(config.keys, tree, "");
        return config.bind(tree, type);
    }

    private ObjectNode parse() {
        try {
            String text = Files.readString(file);
            JsonNode tree = YAML.readTree(text);
            if (tree.isMissingNode() || tree.isNull()) {
                return YAML.createObjectNode();
            }
            try (JsonParser parser = YAML.createParser(text)) {
                parser.nextToken();
                note(parser, "");
            }
            if (tree instanceof ObjectNode whole) {
                return whole;
            }
            throw new IllegalArgumentException(file + ": must be keys and their values");
        } catch (JsonProcessingException wrong) {
            // Without the lines that the parser quotes, and so without the cause: a password could be among them.
            String problem = wrong.getOriginalMessage()
                    .lines()
                    .filter(line -> !line.startsWith(" "))
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    file + ", line " + wrong.getLocation().getLineNr() + ": " + problem);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read " + file, unreadable);
        }
    }

    /** Notes the line of every key below the value that begins at the parser's token. */
    private void note(JsonParser parser, String path) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = join(path, parser.currentName());
                lines.put(key, parser.currentTokenLocation().getLineNr());
                parser.nextToken();
                note(parser, key);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                note(parser, path + "[" + i + "]");
            }
        }
    }

    private void override(ObjectNode tree, Environment environment) {
        keys.all().filter(ConfigKey::isSettable).forEach(key -> {
            String name = Environment.variableOf(key);
            String value = key.isSecret() ? environment.secret(name) : environment.value(name);
            if (value != null) {
                int dot = key.path().lastIndexOf('.');
                ObjectNode section = dot < 0 ? tree : sectionAt(tree, key.path().substring(0, dot));
                section.set(key.name(), key.shape() == ConfigKey.Shape.TEXTS ? texts(value) : TextNode.valueOf(value));
                variables.put(key.path(), name);
            }
        });
    }

    private static ObjectNode sectionAt(ObjectNode tree, String path) {
        ObjectNode section = tree;
        for (String name : path.split("\\.", -1)) {
            section = section.withObjectProperty(name);
        }
        return section;
    }

    private static ArrayNode texts(String value) {
        ArrayNode texts = YAML.createArrayNode();
        COMMA.splitAsStream(value.strip()).filter(text -> !text.isEmpty()).forEach(texts::add);
        return texts;
    }

    /** Every key must exist and have a value of its shape. A key without a value counts as absent. */
    private void check(ConfigKey section, ObjectNode node, String path) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String at = join(path, entry.getKey());
            ConfigKey key = section.key(entry.getKey()).orElseThrow(() -> unknown(section, entry.getKey(), at));
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                continue;
            }
            if (!key.shape().fits(value)) {
                // A container is not shown: it could hold a secret.
                throw refused(at, "must be a " + key.shape() + (value.isValueNode() ? ", not " + value.asText() : ""));
            }
            if (key.shape() == ConfigKey.Shape.SECTION) {
                check(key, (ObjectNode) value, at);
            } else if (key.shape() == ConfigKey.Shape.SECTIONS) {
                for (int i = 0; i < value.size(); i++) {
                    check(key, (ObjectNode) value.get(i), at + "[" + i + "]");
                }
            }
        }
        node.properties().removeIf(entry -> entry.getValue().isNull());
    }

    private IllegalArgumentException unknown(ConfigKey section, String name, String at) {
        List<String> here = section.keys().stream().map(ConfigKey::name).toList();
        Optional<String> meant = Nearest.to(name, here).or(() -> elsewhere(name));
        return new IllegalArgumentException(originOf(at) + ": there is no key " + at
                + meant.map(key -> "; did you mean " + key + "?").orElse(", only " + String.join(", ", here)));
    }

    /** A key of that name in another section. */
    private Optional<String> elsewhere(String name) {
        return keys.all()
                .filter(key -> key.name().equals(name))
                .map(ConfigKey::path)
                .findFirst();
    }

    /** Adds defaults, and refuses what lacks a value that it must have. */
    private void complete(ConfigKey section, ObjectNode node, String path) {
        for (ConfigKey key : section.keys()) {
            String at = join(path, key.name());
            if (!node.has(key.name())) {
                if (key.optional()) {
                    continue;
                }
                node.set(key.name(), defaultOf(key, at));
            }
            JsonNode value = node.get(key.name());
            if (key.shape() == ConfigKey.Shape.SECTION) {
                complete(key, (ObjectNode) value, at);
            } else if (key.shape() == ConfigKey.Shape.SECTIONS) {
                for (int i = 0; i < value.size(); i++) {
                    complete(key, (ObjectNode) value.get(i), at + "[" + i + "]");
                }
            }
        }
    }

    private JsonNode defaultOf(ConfigKey key, String at) {
        if (key.shape() == ConfigKey.Shape.SECTION) {
            return YAML.createObjectNode();
        }
        if (key.defaultValue().isEmpty()) {
            throw refused(
                    at, "is missing" + (key.isSettable() ? "; " + Environment.variableOf(key) + " could set it" : ""));
        }
        try {
            return YAML.readTree(key.defaultValue());
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException("the default of " + key.path() + " is not YAML", wrong);
        }
    }

    private <T> T bind(ObjectNode tree, Class<T> type) {
        try {
            return YAML.treeToValue(tree, type);
        } catch (JsonMappingException wrong) {
            String at = "";
            for (JsonMappingException.Reference step : wrong.getPath()) {
                at = step.getFieldName() == null ? at + "[" + step.getIndex() + "]" : join(at, step.getFieldName());
            }
            if (wrong.getCause() instanceof ConfigException refusal) {
                throw refused(join(at, refusal.key()), refusal.rule());
            }
            if (wrong instanceof InvalidFormatException format) {
                throw refused(at, "must be a " + format.getTargetType().getSimpleName() + ", not " + format.getValue());
            }
            throw refused(at, wrong.getOriginalMessage());
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException("a tree is not text", wrong);
        }
    }

    private IllegalArgumentException refused(String path, String rule) {
        return new IllegalArgumentException(originOf(path) + ": " + (path.isEmpty() ? "" : path + " ") + rule);
    }

    /** Where a value was read. */
    private String originOf(String path) {
        String variable = variables.get(path);
        if (variable != null) {
            return variable;
        }
        Integer line = lines.get(path);
        return line == null ? file.toString() : file + ", line " + line;
    }

    private static String join(String path, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            return path;
        }
        return path.isEmpty() ? name : path + "." + name;
    }
}
