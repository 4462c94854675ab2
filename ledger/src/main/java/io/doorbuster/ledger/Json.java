package io.doorbuster.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.doorbuster.inventory.Attempt;
import java.util.List;
import java.util.Map;

/** Attempts and weights, each a jsonb column. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();
    private static final ObjectWriter WRITER = MAPPER.writer();
    private static final TypeReference<List<Attempt>> ATTEMPTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Integer>> WEIGHTS = new TypeReference<>() {};
    private static final String NO_ATTEMPTS = "[]";

    private Json() {}

    static String ofAttempts(List<Attempt> attempts) {
        return attempts.isEmpty() ? NO_ATTEMPTS : write(attempts);
    }

    static List<Attempt> attempts(String json) {
        return json.equals(NO_ATTEMPTS) ? List.of() : read(ATTEMPTS, json);
    }

    static String ofWeights(Map<String, Integer> weights) {
        return write(weights);
    }

    static Map<String, Integer> weights(String json) {
        return read(WEIGHTS, json);
    }

    private static String write(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write " + value, impossible);
        }
    }

    private static <T> T read(TypeReference<T> type, String json) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("the ledger holds JSON that is not ours: " + json, malformed);
        }
    }
}
