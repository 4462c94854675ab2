package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP answer.
 *
 * @param retryAfter the header's text, null without one
 * @param body the JSON body; a missing node when the text is no JSON
 * @param text the body as it came
 */
public record HttpAnswer(
        int status,
        @Nullable String retryAfter,
        @Nullable String location,
        @Nullable String etag,
        @Nullable String requestId,
        @Nullable String setCookie,
        JsonNode body,
        String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static JsonNode parse(String text) {
        if (text.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** The problem's code, or "" when the body has none. */
    public String code() {
        return body.path("code").asText("");
    }

    /** Retry-After as a span; {@code otherwise} when it is absent or not a number of seconds. */
    public Duration retryAfter(Duration otherwise) {
        if (retryAfter == null) {
            return otherwise;
        }
        try {
            return Duration.ofSeconds(Long.parseLong(retryAfter.trim()));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
