package io.doorbuster.embedded;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.api.ApiConfig;
import io.doorbuster.api.ApiNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.node.GridNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in this JVM: a real Postgres server beside it, one member of the grid with its pipelines, the HTTP node, a
 * payment provider and the development issuer. For demonstrations, development and tests; it listens on loopback only.
 */
public final class Stack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stack.class);

    private static final String HOST = "127.0.0.1";

    private final LocalPostgres server;
    private final StackPayments payments;
    private final GridNode grid;
    private final ApiNode api;
    private final DevelopmentIssuer issuer;

    /** What was started, the last first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private Stack(Path data, int port, DevelopmentIssuer issuer, PaymentProvider provider) {
        this.issuer = issuer;
        Clock clock = Clock.systemUTC();
        try {
            server = started(LocalPostgres.start(data.resolve("postgres")));
            Postgres ledger = started(Postgres.open(new PostgresConfig(server.jdbcUrl(), server.user(), "")));
            ledger.migrate();
            payments = started(StackPayments.open(provider, data, clock));
            grid = started(GridNode.start(LocalMember.alone(), ledger, clock, payments.perSec()));
            api = started(new ApiNode(
                            ApiConfig.at(HOST, port),
                            grid.member(),
                            ledger,
                            payments.gateway(),
                            payments.webhookSecrets(),
                            new TokenVerifier(List.of(issuer.trusted()), clock),
                            clock))
                    .start();
            payments.servedAt(baseUrl());
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Starts it all; blocks until it serves.
     *
     * @param data where Postgres and the sandbox provider keep their data, across restarts
     * @param port of the HTTP node; 0 for any free one
     */
    public static Stack start(Path data, int port, DevelopmentIssuer issuer) {
        return start(data, port, issuer, new PaymentProvider.Sandbox());
    }

    /** As {@link #start(Path, int, DevelopmentIssuer)}, with another provider than the sandbox. */
    public static Stack start(Path data, int port, DevelopmentIssuer issuer, PaymentProvider provider) {
        return new Stack(data, port, issuer, provider);
    }

    public URI baseUrl() {
        return URI.create("http://" + HOST + ":" + api.port());
    }

    /** With the user, so that {@code DriverManager} or {@code psql} can take it as it is. */
    public String jdbcUrl() {
        return server.jdbcUrl() + "?user=" + server.user();
    }

    public DevelopmentIssuer issuer() {
        return issuer;
    }

    /**
     * The sandbox provider: what it was asked for, and what it did.
     *
     * @throws IllegalStateException if the stack pays through another one
     */
    public SandboxPaymentGateway payments() {
        return payments.sandbox();
    }

    /** The database server, to take it away and bring it back in tests. */
    public LocalPostgres postgres() {
        return server;
    }

    public HazelcastInstance member() {
        return grid.member();
    }

    /** Ends the calls under way, then everything else, from the outside inwards. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The others must still be closed.
                LOG.warn("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }
}
