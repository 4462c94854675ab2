package io.doorbuster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.api.room.LedgerTokenKeys;
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
import java.util.Map;
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

    final TestKeys keys = new TestKeys().with("k1", clock.instant().minusSeconds(600));

    /** Without a ledger. */
    TestNode() {
        this(NO_POSTGRES, false);
    }

    /** With a ledger. */
    TestNode(PostgresConfig config) {
        this(config, true);
    }

    private TestNode(PostgresConfig config, boolean ledger) {
        postgres = Postgres.open(config);
        node = new ApiNode(
                        ApiConfig.at("127.0.0.1", 0),
                        threads -> grid,
                        ledger ? LedgerTokenKeys::new : away -> keys,
                        postgres,
                        gateway,
                        null,
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
        return sale(saleId, stock, Fairness.NONE, Duration.ofSeconds(-1), whenLedgerDown);
    }

    /** A sale with a waiting room, straight in the grid; it starts after so long and lasts an hour. */
    SaleDefinition sale(String saleId, int stock, Fairness.Rule rule, Duration startsIn) {
        Map<String, Integer> weights = rule == Fairness.Rule.WEIGHTED ? Map.of("gold", 3) : Map.of();
        return sale(saleId, stock, new Fairness(rule, 500, 0, weights), startsIn, Durability.WhenLedgerDown.PROCEED);
    }

    private SaleDefinition sale(
            String saleId, int stock, Fairness fairness, Duration startsIn, Durability.WhenLedgerDown whenLedgerDown) {
        SaleDefinition sale = new SaleDefinition(
                ORG,
                saleId,
                1,
                "sku",
                "A thing",
                new Money(500, "usd"),
                stock,
                clock.instant().plus(startsIn),
                clock.instant().plus(startsIn).plusSeconds(3_601),
                2,
                60,
                fairness,
                10_000,
                null,
                new Durability(100, whenLedgerDown),
                false,
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

    Reply delete(String path) {
        return send(request(path, null).DELETE());
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
