package io.doorbuster.stripesim;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Form fields in Stripe's bracket notation, kept flat: {@code metadata[order]} is one name. Immutable. */
record Params(Map<String, String> fields) {
    Params {
        fields = Map.copyOf(fields);
    }

    static Params parse(String encoded) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (name.endsWith("[]")) {
                name = name.substring(0, name.length() - 1) + fields.size() + "]";
            }
            fields.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return new Params(fields);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("parameter_invalid", "", "The request is not form-encoded.");
        }
    }

    @Nullable
    String get(String name) {
        return fields.get(name);
    }

    boolean isTrue(String name) {
        return "true".equals(get(name));
    }

    String required(String name) {
        String value = get(name);
        if (value == null || value.isEmpty()) {
            throw Refusal.invalid("parameter_missing", name, "Missing required param: " + name + ".");
        }
        return value;
    }

    /** A whole number, or {@code missing} where there is none. */
    long number(String name, long missing) {
        String value = get(name);
        if (value == null) {
            return missing;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Refusal.invalid("parameter_invalid_integer", name, "Invalid integer: " + value);
        }
    }

    /** The fields {@code name[…]} by what is in the brackets. */
    Map<String, String> nested(String name) {
        Map<String, String> nested = new TreeMap<>();
        fields.forEach((field, value) -> {
            if (field.startsWith(name + "[") && field.endsWith("]")) {
                nested.put(field.substring(name.length() + 1, field.length() - 1), value);
            }
        });
        return nested;
    }

    boolean expands(String path) {
        return nested("expand").containsValue(path);
    }

    /** The same for the same fields, in whatever order they came. */
    String fingerprint() {
        return new TreeMap<>(fields).toString();
    }
}
