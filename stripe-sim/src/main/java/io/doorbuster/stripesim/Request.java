package io.doorbuster.stripesim;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param headers by name in lower case
 * @param params of the query for GET, of the body for POST
 */
record Request(String method, String path, Params params, Map<String, String> headers) {
    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    boolean isPost() {
        return "POST".equals(method);
    }
}
