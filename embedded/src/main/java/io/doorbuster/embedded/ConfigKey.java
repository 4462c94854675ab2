package io.doorbuster.embedded;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key of a configuration file. Keys are the components of the record that the file fills: their types, the defaults in
 * their {@link JsonProperty}, and whether they may be null.
 *
 * @param path with dots; {@code []} stands for any element of a list
 * @param optional whether it may be absent without a default
 * @param defaultValue as it would be written in the file; empty for none
 * @param keys that are in it
 */
record ConfigKey(String path, Shape shape, boolean optional, String defaultValue, List<ConfigKey> keys) {
    /** What a value looks like, and its name in the documentation. */
    enum Shape {
        TEXT("text") {
            @Override
            boolean fits(JsonNode value) {
                return value.isValueNode() && !value.isNull();
            }
        },
        WHOLE_NUMBER("whole number") {
            @Override
            boolean fits(JsonNode value) {
                return value.isIntegralNumber()
                        ? value.canConvertToInt()
                        : value.isTextual() && value.textValue().matches("-?\\d{1,9}");
            }
        },
        TEXTS("list of texts") {
            @Override
            boolean fits(JsonNode value) {
                return value.isArray() && value.valueStream().allMatch(TEXT::fits);
            }
        },
        TEXTS_BY_NAME("map of texts") {
            @Override
            boolean fits(JsonNode value) {
                return value.isObject() && value.valueStream().allMatch(TEXT::fits);
            }
        },
        SECTION("section") {
            @Override
            boolean fits(JsonNode value) {
                return value.isObject();
            }
        },
        SECTIONS("list of sections") {
            @Override
            boolean fits(JsonNode value) {
                return value.isArray() && value.valueStream().allMatch(SECTION::fits);
            }
        };

        private final String words;

        Shape(String words) {
            this.words = words;
        }

        abstract boolean fits(JsonNode value);

        @Override
        public String toString() {
            return words;
        }
    }

    /** The whole file. */
    static ConfigKey of(Class<?> file) {
        return new ConfigKey("", Shape.SECTION, false, "", keysOf(file, ""));
    }

    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    Optional<ConfigKey> key(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /** Every key below this one. */
    Stream<ConfigKey> all() {
        return keys.stream().flatMap(key -> Stream.concat(Stream.of(key), key.all()));
    }

    /** Whether one variable can hold its value. */
    boolean isSettable() {
        return !path.contains("[]") && (shape == Shape.TEXT || shape == Shape.WHOLE_NUMBER || shape == Shape.TEXTS);
    }

    /** Whether its value is never shown, and may be in a file that a variable names. */
    boolean isSecret() {
        return name().equals("password");
    }

    private static List<ConfigKey> keysOf(Class<?> section, String prefix) {
        return Arrays.stream(section.getRecordComponents())
                .map(component -> of(component, prefix + component.getName()))
                .toList();
    }

    private static ConfigKey of(RecordComponent component, String path) {
        Class<?> type = component.getType();
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        Class<?> element = elementOf(component.getGenericType());
        Shape shape = shapeOf(type, element);
        return new ConfigKey(
                path,
                shape,
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                property == null ? "" : property.defaultValue(),
                switch (shape) {
                    case SECTION -> keysOf(type, path + ".");
                    case SECTIONS -> keysOf(element, path + "[].");
                    default -> List.of();
                });
    }

    private static Shape shapeOf(Class<?> type, Class<?> element) {
        if (type == String.class || type == URI.class) {
            return Shape.TEXT;
        }
        if (type == int.class || type == Integer.class) {
            return Shape.WHOLE_NUMBER;
        }
        if (type.isRecord()) {
            return Shape.SECTION;
        }
        if (Map.class.isAssignableFrom(type)) {
            return Shape.TEXTS_BY_NAME;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return element.isRecord() ? Shape.SECTIONS : Shape.TEXTS;
        }
        throw new IllegalStateException("configuration has no shape for " + type);
    }

    /** The type of a list's elements; any other type's own. */
    private static Class<?> elementOf(Type type) {
        return type instanceof ParameterizedType list ? (Class<?>) list.getActualTypeArguments()[0] : (Class<?>) type;
    }
}
