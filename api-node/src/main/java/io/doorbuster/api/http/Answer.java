package io.doorbuster.api.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call is answered with.
 *
 * @param body written as JSON; bytes and text go out as they are, a {@link StreamedBody} as it comes; null for none
 */
public record Answer(
        int status, String contentType, @Nullable Object body, Map<String, String> headers) {
    private static final String JSON = "application/json";

    public static Answer ok(Object body) {
        return json(200, body);
    }

    public static Answer json(int status, Object body) {
        return new Answer(status, JSON, body, Map.of());
    }

    public static Answer noContent() {
        return new Answer(204, JSON, null, Map.of());
    }

    public Answer header(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Answer(status, contentType, body, all);
    }
}
