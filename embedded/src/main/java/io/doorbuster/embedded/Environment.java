package io.doorbuster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The environment's variables, as far as they are Doorbuster's. */
final class Environment {
    private static final Logger LOG = LoggerFactory.getLogger(Environment.class);

    private static final String PREFIX = "DOORBUSTER_";

    /** After the name of a secret's variable: the file that has its value. */
    static final String FILE = "_FILE";

    /** Ours too, but no keys of a file: the launcher's, the image's, Compose's. */
    private static final Set<String> OTHERS = Set.of(
            "DOORBUSTER_JAVA_OPTS",
            "DOORBUSTER_HOME",
            "DOORBUSTER_HEALTH",
            "DOORBUSTER_IMAGE",
            "DOORBUSTER_API_CONFIG",
            "DOORBUSTER_BIND",
            "DOORBUSTER_PORT",
            StripeSettings.SECRET_KEY,
            StripeSettings.SECRET_KEY + FILE,
            StripeSettings.WEBHOOK_SECRETS,
            StripeSettings.WEBHOOK_SECRETS + FILE,
            StripeSettings.API_BASE);

    private static final Pattern LINE_END = Pattern.compile("\\R\\z");
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The variable that takes a key's place. */
    static String variableOf(ConfigKey key) {
        return PREFIX
                + WORD_START
                        .matcher(key.path().replace("[]", "").replace('.', '_'))
                        .replaceAll("_")
                        .toUpperCase(Locale.ROOT);
    }

    /** The value of a variable; null if it is not set, or empty. */
    @Nullable
    String value(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * The value of a variable, or the content of the file that {@code name_FILE} names, without its last line's end.
     *
     * @return null if neither is set; what is empty counts as not set
     * @throws IllegalArgumentException if the file cannot be read, naming the variable
     */
    @Nullable
    String secret(String name) {
        String value = value(name);
        String file = value(name + FILE);
        if (value != null || file == null) {
            return value;
        }
        try {
            String content =
                    LINE_END.matcher(Files.readString(Path.of(file.strip()))).replaceFirst("");
            return content.isBlank() ? null : content;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(name + FILE + ": cannot read " + file, unreadable);
        }
    }

    /**
     * Looks for variables that were meant for a key and set none. Others may begin with our prefix, such as those that
     * Kubernetes makes for each service, and are only logged.
     *
     * @param keys of all files
     * @throws IllegalArgumentException if a variable's name is near one of theirs, or cannot be a variable
     */
    void refuseMisspelt(List<ConfigKey> keys) {
        Map<String, ConfigKey> known = new LinkedHashMap<>();
        keys.forEach(key -> known.put(variableOf(key), key));
        Set<String> settable = new TreeSet<>();
        keys.stream().filter(ConfigKey::isSettable).forEach(key -> {
            settable.add(variableOf(key));
            if (key.isSecret()) {
                settable.add(variableOf(key) + FILE);
            }
        });
        Set<String> strange = new TreeSet<>();
        for (String name : variables.keySet()) {
            if (!name.startsWith(PREFIX) || settable.contains(name) || OTHERS.contains(name)) {
                continue;
            }
            ConfigKey key = known.get(name);
            if (key != null) {
                throw new IllegalArgumentException(name + ": " + key.path() + " can be set in the file only");
            }
            Nearest.to(name, settable)
                    .or(() -> name.endsWith(FILE)
                            ? Nearest.to(name.substring(0, name.length() - FILE.length()), settable)
                            : Optional.empty())
                    .ifPresent(meant -> {
                        throw new IllegalArgumentException(name + " sets nothing; did you mean " + meant + "?");
                    });
            strange.add(name);
        }
        if (!strange.isEmpty()) {
            LOG.info("these variables set nothing: {}", String.join(", ", strange));
        }
    }
}
