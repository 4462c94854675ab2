package io.doorbuster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node over a grid in this process, and a client for it. */
final class TestNode implements AutoCloseable {
    static final String ORG = "acme";
    static final ObjectMapper JSON = new ObjectMapper();

    /** A port that nobody listens on: the ledger is away. */
    static final PostgresConfig NO_POSTGRES = new PostgresConfig(
            "jdbc:postgresql://127.0.0.1:1/none",
            "nobody",
            "",
            1,
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            "test");

    /** Tests move the clock. */
    private static final Duration TOKEN_LIFE = Duration.ofDays(30);

    final TestClock clock = new TestClock();
    final LocalGrid grid = new LocalGrid(clock);
    final DevelopmentIssuer issuer = DevelopmentIssuer.random();
    final SandboxPaymentGateway gateway = SandboxPaymentGateway.inMemory();

    private final Postgres postgres;
    private final ApiNode node;
    private final HttpClient http = HttpClient.newHttpClient();

    TestNode() {
        this(NO_POSTGRES);
    }

    TestNode(PostgresConfig config) {
        postgres = Postgres.open(config);
        node = new ApiNode(
                        ApiConfig.at("127.0.0.1", 0),
                        threads -> grid,
                        postgres,
                        gateway,
                        new TokenVerifier(List.of(issuer.trusted()), clock),
                        clock)
                .start();
    }

    Postgres postgres() {
        return postgres;
    }

    ApiNode node() {
        return node;
    }

    String token(Role role, String userId) {
        return issuer.token(role, ORG, userId, null, TOKEN_LIFE);
    }

    /** A running sale, straight in the grid. */
    SaleDefinition sale(String saleId, int stock, Durability.WhenLedgerDown whenLedgerDown) {
        SaleDefinition sale = new SaleDefinition(
                ORG,
                saleId,
                1,
                "sku",
                "A thing",
                new Money(500, "usd"),
                stock,
                clock.instant().minusSeconds(1),
                clock.instant().plusSeconds(3_600),
                2,
                60,
                Fairness.NONE,
                10_000,
                null,
                new Durability(100, whenLedgerDown),
                SaleDefinition.Switch.ON,
                null,
                1,
                "00",
                clock.instant());
        grid.publish(sale).join();
        return sale;
    }

    record Reply(int status, HttpResponse<String> raw, JsonNode body) {
        String text(String field) {
            return body.path(field).asText();
        }

        @Nullable
        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    Reply get(String path, @Nullable String token) {
        return send(request(path, token).GET());
    }

    Reply post(String path, @Nullable String token, String body, String... headers) {
        HttpRequest.Builder request = request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Reply(
                    response.statusCode(), response, json ? JSON.readTree(response.body()) : JSON.createObjectNode());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        node.stop();
        postgres.close();
    }
}
