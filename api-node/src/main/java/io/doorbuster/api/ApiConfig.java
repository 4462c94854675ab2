package io.doorbuster.api;

import io.doorbuster.api.http.HttpConfig;
import io.doorbuster.api.http.HttpTls;
import org.jspecify.annotations.Nullable;

/**
 * What a node can be told.
 *
 * @param http where and how wide it listens
 * @param callbackThreads run what follows an answer of the grid and write it to the caller; none of it waits
 */
public record ApiConfig(HttpConfig http, int callbackThreads) {
    /** Two keep two cores busy; a few more carry slow readers. */
    public static final ApiConfig DEFAULT =
            new ApiConfig(HttpConfig.DEFAULT, Math.max(4, Runtime.getRuntime().availableProcessors()));

    public ApiConfig {
        if (callbackThreads < 2 || callbackThreads > 256) {
            throw new IllegalArgumentException("callbackThreads must be 2 to 256, not " + callbackThreads);
        }
    }

    /** The defaults, on another address. */
    public static ApiConfig at(String host, int port) {
        return at(host, port, null);
    }

    /** The defaults, on another address, with HTTPS if {@code tls} is there. */
    public static ApiConfig at(String host, int port, @Nullable HttpTls tls) {
        return new ApiConfig(new HttpConfig(host, port, HttpConfig.DEFAULT.threads(), tls), DEFAULT.callbackThreads());
    }
}
