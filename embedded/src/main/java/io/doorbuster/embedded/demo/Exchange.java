package io.doorbuster.embedded.demo;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One request and the answer that it waits for; touched by its connection's event loop only. */
final class Exchange {
    final HttpMethod method;
    final String path;
    final Map<String, String> headers;
    final @Nullable String body;
    final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

    @Nullable
    Future<?> timeout;

    boolean onReusedConnection;
    boolean resent;

    Exchange(HttpMethod method, String path, Map<String, String> headers, @Nullable String body) {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    /**
     * Whether a second try is safe and due: the server closed an idle connection under the request. A POST without an
     * Idempotency-Key may have had its effect, so it is never sent twice.
     */
    boolean mayResend() {
        boolean idempotent = !method.equals(HttpMethod.POST) || headers.containsKey("Idempotency-Key");
        return onReusedConnection && !resent && idempotent;
    }
}
