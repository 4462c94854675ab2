package io.doorbuster.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jdbi.v3.postgres.PostgresPlugin;

/** A pool of connections to the ledger's database. Opening it connects to nothing yet. Thread-safe. */
public final class Postgres implements AutoCloseable {
    /**
     * An acknowledged event must survive Postgres's own crash, whatever the server's default says; a stronger setting is
     * left alone.
     */
    private static final String LIFT_SYNCHRONOUS_COMMIT =
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    private final PostgresConfig config;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Postgres(PostgresConfig config, HikariDataSource pool) {
        this.config = config;
        this.pool = pool;
        jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
        // One binding of a record serves statements that use different columns of it.
        jdbi.configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true));
    }

    public static Postgres open(PostgresConfig config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("ledger");
        hikari.setJdbcUrl(config.url());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setConnectionTimeout(config.connectTimeout().toMillis());
        hikari.setValidationTimeout(config.connectTimeout().toMillis());
        hikari.setConnectionInitSql(LIFT_SYNCHRONOUS_COMMIT);
        // A node starts without Postgres and says so in its readiness.
        hikari.setInitializationFailTimeout(-1);
        hikari.addDataSourceProperty("ApplicationName", config.applicationName());
        hikari.addDataSourceProperty("connectTimeout", config.connectSeconds());
        hikari.addDataSourceProperty("loginTimeout", config.connectSeconds());
        hikari.addDataSourceProperty(
                "socketTimeout", Long.toString(config.socketTimeout().toSeconds()));
        hikari.addDataSourceProperty("tcpKeepAlive", "true");
        // A writer that was paused or cut off must not keep its buckets' rows locked against its successor.
        long statementMillis = config.statementTimeout().toMillis();
        hikari.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + statementMillis + " -c idle_in_transaction_session_timeout="
                        + statementMillis);
        return new Postgres(config, new HikariDataSource(hikari));
    }

    /** For queries of one's own; they throw {@link JdbiException}. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /**
     * Brings the schema up to date. Nodes that do so at the same time wait for each other.
     *
     * @throws LedgerUnavailableException if Postgres cannot be reached
     * @throws IllegalStateException if a migration fails or the schema is not ours
     */
    public void migrate() {
        // Not through the pool: a migration may take longer than any statement of ours.
        try {
            Flyway.configure(Postgres.class.getClassLoader())
                    .dataSource(config.url(), config.user(), config.password())
                    .jdbcProperties(Map.of(
                            "ApplicationName",
                            config.applicationName() + " migration",
                            "connectTimeout",
                            config.connectSeconds()))
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (FlywayException failed) {
            throw Failure.of(failed);
        }
    }

    /** Whether Postgres answers, within the connect timeout. */
    public boolean isUp() {
        try (var connection = pool.getConnection()) {
            return connection.isValid((int) Math.max(1, config.connectTimeout().toSeconds()));
        } catch (SQLException down) {
            return false;
        }
    }

    /** One transaction, or none of it. Failures come out as {@link Failure} sorts them. */
    <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
        try {
            return jdbi.inTransaction(work);
        } catch (JdbiException failed) {
            throw Failure.of(failed);
        }
    }

    /** One transaction that sees the database as of one moment. */
    <T> T inSnapshot(HandleCallback<T, RuntimeException> work) {
        try {
            return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
                handle.setReadOnly(true);
                return work.withHandle(handle);
            });
        } catch (JdbiException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
