package io.doorbuster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, each taken by name with its rule; what breaks its rule is a {@link Problem} that names
 * the field. Nothing is coerced: "1" is not 1, and neither is 1.0. After the last one {@link #end()} refuses what
 * nobody took. Not thread-safe.
 */
public final class Fields {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final ObjectNode object;
    private final String path;
    private final Set<String> taken = new HashSet<>();

    Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** The fields of a JSON object in UTF-8. */
    public static Fields parse(byte[] json) {
        return Json.read(json);
    }

    public boolean has(String name) {
        return object.has(name);
    }

    public String text(String name, int minChars, int maxChars) {
        String text = optionalText(name, minChars, maxChars);
        if (text == null) {
            throw invalid(name, "is missing");
        }
        return text;
    }

    public @Nullable String optionalText(String name, int minChars, int maxChars) {
        JsonNode node = take(name);
        if (node == null) {
            return null;
        }
        String rule = "must be a text of " + minChars + " to " + maxChars + " characters without control characters";
        if (!node.isTextual() || !isSane(node.textValue())) {
            throw invalid(name, rule);
        }
        String text = node.textValue();
        int chars = text.codePointCount(0, text.length());
        if (chars < minChars || chars > maxChars || (minChars > 0 && text.isBlank())) {
            throw invalid(name, rule);
        }
        return text;
    }

    /** Postgres takes no NUL, UTF-8 no half of a surrogate pair, and a log no line break. */
    public static boolean isSane(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    public int integer(String name, int min, int max) {
        if (!object.has(name)) {
            take(name);
            throw invalid(name, "is missing");
        }
        return integer(name, min, max, min);
    }

    public int integer(String name, int min, int max, int absent) {
        JsonNode node = take(name);
        if (node == null) {
            return absent;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw invalid(name, "must be an integer from " + min + " to " + max);
        }
        return node.intValue();
    }

    /** A time in RFC 3339, with any offset; cut to milliseconds. */
    public Instant time(String name) {
        JsonNode node = take(name);
        if (node == null) {
            throw invalid(name, "is missing");
        }
        String rule = "must be a time in RFC 3339, for example 2030-01-31T18:00:00Z";
        if (!node.isTextual()) {
            throw invalid(name, rule);
        }
        try {
            Instant time = OffsetDateTime.parse(node.textValue()).toInstant();
            if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
                throw invalid(name, "must be a time of this century");
            }
            return Instant.ofEpochMilli(time.toEpochMilli());
        } catch (DateTimeException e) {
            throw invalid(name, rule);
        }
    }

    public boolean truth(String name, boolean absent) {
        JsonNode node = take(name);
        if (node == null) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw invalid(name, "must be true or false");
        }
        return node.booleanValue();
    }

    public <E extends Enum<E>> E oneOf(String name, Class<E> type, E absent) {
        JsonNode node = take(name);
        if (node == null) {
            return absent;
        }
        for (E value : type.getEnumConstants()) {
            if (node.isTextual() && value.name().equals(node.textValue())) {
                return value;
            }
        }
        throw invalid(name, "must be one of " + Arrays.toString(type.getEnumConstants()));
    }

    public Fields object(String name) {
        Fields fields = optionalObject(name);
        if (fields == null) {
            throw invalid(name, "is missing");
        }
        return fields;
    }

    public @Nullable Fields optionalObject(String name) {
        JsonNode node = take(name);
        if (node == null) {
            return null;
        }
        if (node instanceof ObjectNode child) {
            return new Fields(child, path + name + ".");
        }
        throw invalid(name, "must be an object");
    }

    /** An object whose keys the caller chooses and whose values are integers. */
    public Map<String, Integer> integers(String name, int maxEntries, int min, int max) {
        Fields fields = optionalObject(name);
        Map<String, Integer> integers = new TreeMap<>();
        if (fields == null) {
            return integers;
        }
        if (fields.object.size() > maxEntries) {
            throw invalid(name, "must have at most " + maxEntries + " entries");
        }
        fields.object.fieldNames().forEachRemaining(key -> integers.put(key, fields.integer(key, min, max)));
        return integers;
    }

    /** Call it last: refuses fields that nobody asked for. */
    public void end() {
        object.fieldNames().forEachRemaining(name -> {
            if (!taken.contains(name)) {
                throw invalid(name, "is not a field of this request");
            }
        });
    }

    /** What the fields say, however they are ordered and spaced: to tell one request from another. */
    public String canonical() {
        return canonical(object);
    }

    private static String canonical(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node.toString();
        }
        Map<String, String> sorted = new TreeMap<>();
        object.properties().forEach(entry -> sorted.put(entry.getKey(), canonical(entry.getValue())));
        return sorted.toString();
    }

    public Problem invalid(String name, String rule) {
        return Problem.invalid(printable(path + name), rule);
    }

    private static String printable(String field) {
        String cut = field.length() > 100 ? field.substring(0, 100) + "…" : field;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    private @Nullable JsonNode take(String name) {
        taken.add(name);
        JsonNode node = object.get(name);
        if (node != null && node.isNull()) {
            throw invalid(name, "must not be null");
        }
        return node;
    }
}
