package io.doorbuster.api.http;

import io.doorbuster.api.auth.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path.
 *
 * @param path its template, for example {@code /v1/sales/{saleId}}
 * @param role that the caller's token must have; null for routes that look at no token
 * @param tokenNeeded false if the caller may also come without a token; one that is there must be good all the same
 * @param maxBodyBytes a longer body is refused before it is read; more than usual only on a path without parameters
 * @param timeout past which the caller is told to come again
 */
public record Route(
        Method method,
        String path,
        @Nullable Role role,
        boolean tokenNeeded,
        int maxBodyBytes,
        Duration timeout,
        Action action) {
    /** Everything that people and their pages send fits in far less. */
    public static final int MAX_BODY_BYTES = 16 * 1024;

    /** A grid call takes at most a few seconds, then it fails by itself; a human waits no longer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(25);

    public enum Method {
        GET,
        POST,
        PATCH,
        DELETE
    }

    /** For everyone. */
    public static Route open(Method method, String path, Action action) {
        return new Route(method, path, null, false, MAX_BODY_BYTES, TIMEOUT, action);
    }

    public static Route buyer(Method method, String path, Action action) {
        return new Route(method, path, Role.BUYER, true, MAX_BODY_BYTES, TIMEOUT, action);
    }

    /** For buyers, and for those who have not said who they are. */
    public static Route anyBuyer(Method method, String path, Action action) {
        return new Route(method, path, Role.BUYER, false, MAX_BODY_BYTES, TIMEOUT, action);
    }

    /** A merchant's, under {@code /v1/orgs/{orgId}/}; its token is good there only. */
    public static Route merchant(Method method, String path, Action action) {
        return new Route(method, "/v1/orgs/{orgId}" + path, Role.MERCHANT, true, MAX_BODY_BYTES, TIMEOUT, action);
    }

    public Route within(Duration newTimeout) {
        return new Route(method, path, role, tokenNeeded, maxBodyBytes, newTimeout, action);
    }

    /** For a caller that sends more, on a path without parameters. */
    public Route withBodyOf(int maxBytes) {
        if (path.contains("{")) {
            throw new IllegalArgumentException("the body of " + path + " is read before its parameters are known");
        }
        return new Route(method, path, role, tokenNeeded, maxBytes, timeout, action);
    }
}
