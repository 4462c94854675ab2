package io.doorbuster.api.http;

import org.jspecify.annotations.Nullable;

/**
 * Where and how wide the node listens.
 *
 * @param host to bind to
 * @param port 0 for any free one
 * @param threads that parse requests and write answers; none of them waits for the grid, so few do
 * @param tls for HTTPS and nothing else; null for HTTP
 */
public record HttpConfig(
        String host, int port, int threads, @Nullable HttpTls tls) {
    public static final HttpConfig DEFAULT = new HttpConfig("127.0.0.1", 8080, 64, null);

    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
        if (threads < 8 || threads > 1_000) {
            throw new IllegalArgumentException("threads must be 8 to 1000, not " + threads);
        }
    }
}
