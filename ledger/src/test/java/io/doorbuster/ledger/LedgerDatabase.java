package io.doorbuster.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A migrated database for each test, in one server for all of them that stops with the JVM. */
final class LedgerDatabase implements BeforeEachCallback, AfterEachCallback {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private @Nullable Postgres postgres;

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** An empty database of its own. */
    static PostgresConfig empty() {
        String name = "ledger_" + DATABASES.incrementAndGet();
        Jdbi.create(Server.RUNNING.getPostgresDatabase())
                .useHandle(handle -> handle.execute("CREATE DATABASE " + name));
        return new PostgresConfig(Server.RUNNING.getJdbcUrl("postgres", name), "postgres", "");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        postgres = Postgres.open(empty());
        postgres.migrate();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (postgres != null) {
            postgres.close();
        }
    }

    Postgres postgres() {
        if (postgres == null) {
            throw new IllegalStateException("no test is running");
        }
        return postgres;
    }

    /** One number. */
    long count(String sql) {
        return postgres()
                .jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    /** One text. */
    String text(String sql) {
        return postgres()
                .jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
