package io.doorbuster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** After the name of a variable: the file that has its value. */
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
            StripeSettings.WEBHOOK_SECRETS,
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

    /** The name of the variable that has the value, if one has: {@code name}, or {@code name_FILE}. */
    @Nullable
    String sourceOf(String name) {
        if (isSet(name)) {
            return name;
        }
        return isSet(name + FILE) ? name + FILE : null;
    }

    /**
     * The value of a variable, or the content of the file that {@code name_FILE} names, without its last line's end.
     *
     * @return null if neither is set; an empty variable counts as not set
     * @throws IllegalArgumentException if the file cannot be read, naming the variable
     */
    @Nullable
    String value(String name) {
        if (isSet(name)) {
            return variables.get(name);
        }
        String file = variables.get(name + FILE);
        if (file == null || file.isBlank()) {
            return null;
        }
        try {
            String content =
                    LINE_END.matcher(Files.readString(Path.of(file.strip()))).replaceFirst("");
            return content.isBlank() ? null : content;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(name + FILE + ": cannot read " + file, unreadable);
        }
    }

    private boolean isSet(String name) {
        String value = variables.get(name);
        return value != null && !value.isBlank();
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
        List<String> settable = keys.stream()
                .filter(ConfigKey::isSettable)
                .map(Environment::variableOf)
                .toList();
        Set<String> strange = new TreeSet<>();
        for (String name : variables.keySet()) {
            String plain = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
            if (!name.startsWith(PREFIX) || settable.contains(plain) || OTHERS.contains(plain)) {
                continue;
            }
            ConfigKey key = known.get(name);
            if (key != null) {
                throw new IllegalArgumentException(name + ": " + key.path() + " can be set in the file only");
            }
            Nearest.to(plain, settable).ifPresent(meant -> {
                throw new IllegalArgumentException(name + " sets nothing; did you mean " + meant + "?");
            });
            strange.add(name);
        }
        if (!strange.isEmpty()) {
            LOG.info("these variables set nothing: {}", String.join(", ", strange));
        }
    }
}
