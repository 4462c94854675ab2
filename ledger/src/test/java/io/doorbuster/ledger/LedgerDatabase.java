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

    /** Migrated once: a copy of it costs a tenth of what another migration would. */
    private static final class Template {
        static final String NAME = migrated();

        private static String migrated() {
            String name = "template_ledger";
            try (Postgres postgres = Postgres.open(create(name, "template0"))) {
                postgres.migrate();
            }
            return name;
        }
    }

    /** An empty database of its own. */
    static PostgresConfig empty() {
        return create("ledger_" + DATABASES.incrementAndGet(), "template0");
    }

    private static PostgresConfig create(String name, String template) {
        Jdbi.create(Server.RUNNING.getPostgresDatabase())
                .useHandle(handle -> handle.execute("CREATE DATABASE " + name + " TEMPLATE " + template));
        return new PostgresConfig(Server.RUNNING.getJdbcUrl("postgres", name), "postgres", "");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        postgres = Postgres.open(create("ledger_" + DATABASES.incrementAndGet(), Template.NAME));
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
