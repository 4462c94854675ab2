package io.doorbuster.ledger;

import java.time.Duration;

/**
 * How to reach Postgres.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param poolSize connections of this process
 * @param connectTimeout how long a call waits for a connection, at least 250 ms
 * @param statementTimeout how long one statement may take; also how long Postgres waits for a transaction that its
 *     client has forgotten
 */
public record PostgresConfig(
        String url,
        String user,
        String password,
        int poolSize,
        Duration connectTimeout,
        Duration statementTimeout,
        String applicationName) {

    /** Enough to keep one Postgres core per connection busy; callers beyond that only queue in Postgres. */
    public static final int DEFAULT_POOL_SIZE = 8;

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** A batch takes tens of milliseconds and a page of a list less; loading a large sale streams. */
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(5);

    /** A reachable but silent server is given up this much after it should have given up itself. */
    private static final Duration SOCKET_MARGIN = Duration.ofSeconds(1);

    public PostgresConfig(String url, String user, String password) {
        this(url, user, password, DEFAULT_POOL_SIZE, DEFAULT_CONNECT_TIMEOUT, DEFAULT_STATEMENT_TIMEOUT, "doorbuster");
    }

    String connectSeconds() {
        return Long.toString(Math.max(1, connectTimeout.toSeconds()));
    }

    Duration socketTimeout() {
        return statementTimeout.plus(SOCKET_MARGIN);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "PostgresConfig[url=" + url + ", user=" + user + ", poolSize=" + poolSize + ", connectTimeout="
                + connectTimeout + ", statementTimeout=" + statementTimeout + ", applicationName=" + applicationName
                + "]";
    }
}
