package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import io.doorbuster.embedded.DoorbusterCommand;
import io.doorbuster.embedded.LocalPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members and an HTTP node as processes of their own, started as an operator would. */
class NodesIT {
    private static final Duration START = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORG = "acme";
    private static final int STOCK = 60;

    private final List<Process> processes = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final LocalPostgres postgres;
    private final DevelopmentIssuer issuer;
    private String baseUrl = "";

    NodesIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.postgres = LocalPostgres.start(folder.resolve("postgres"));
        this.issuer = DevelopmentIssuer.open(folder.resolve("issuer.key"));
    }

    @BeforeEach
    void start() throws IOException {
        String ledger = "ledger: {url: '%s', user: %s}%n".formatted(postgres.jdbcUrl(), postgres.user());
        String cluster = "nodes-" + UUID.randomUUID();
        Files.writeString(folder.resolve("hazelcast.yaml"), hazelcast(cluster));
        Files.writeString(folder.resolve("grid.yaml"), "hazelcast: hazelcast.yaml%n".formatted() + ledger);
        Files.writeString(folder.resolve("api.yaml"), """
                http: {host: 127.0.0.1, port: 0}
                cluster: {name: %s, members: ['127.0.0.1:25701', '127.0.0.1:25702']}
                issuers: []
                developmentIssuer: issuer.key
                sandboxPayments: sandbox.jsonl
                """.formatted(cluster) + ledger);
        // In the wrong order: it is there, says that it is not ready, and becomes so by itself.
        baseUrl = launch("api").replace("ready ", "");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        launch("grid");
        launch("grid");
        await().atMost(START).until(() -> get("/readyz").statusCode() == 200);
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        postgres.close();
    }

    @Test
    void aSaleGoesOnToItsLastUnitWhenAMemberIsKilled() throws Exception {
        String saleId = createSale();
        List<String> reserved = new ArrayList<>();
        for (int buyer = 0; buyer < STOCK / 2; buyer++) {
            reserved.add(reserve(saleId, "buyer-" + buyer).get("reservationId").asText());
        }

        processes.get(2).destroyForcibly();

        for (int buyer = STOCK / 2; buyer < STOCK; buyer++) {
            reserved.add(reserve(saleId, "buyer-" + buyer).get("reservationId").asText());
        }
        for (int buyer = 0; buyer < STOCK; buyer++) {
            pay(saleId, "buyer-" + buyer, reserved.get(buyer));
        }
        assertThat(post("/v1/sales/" + saleId + "/reserve", "late", "{}").statusCode())
                .isEqualTo(409);
        await().atMost(START).until(() -> soldUnits(saleId) == STOCK);
    }

    /** As a buyer does: again after a 503, with the same key. */
    private JsonNode reserve(String saleId, String buyer) {
        return untilAccepted("/v1/sales/" + saleId + "/reserve", buyer, "{}");
    }

    private void pay(String saleId, String buyer, String reservationId) {
        JsonNode order = untilAccepted(
                "/v1/sales/" + saleId + "/checkout",
                buyer,
                "{\"reservationId\":\"" + reservationId + "\",\"paymentMethod\":\"pm_card_visa\"}");
        assertThat(order.get("status").asText()).isIn("paid", "pending");
    }

    private JsonNode untilAccepted(String path, String buyer, String body) {
        HttpResponse<String> answer =
                await().atMost(START).until(() -> post(path, buyer, body), given -> given.statusCode() < 500);
        assertThat(answer.statusCode()).as(answer.body()).isIn(201, 202);
        return json(answer.body());
    }

    private String createSale() {
        Instant now = Instant.now();
        String body = """
                {"skuId": "sku", "title": "title", "price": {"amount": 100, "currency": "usd"}, "stock": %d,
                 "startAt": "%s", "endAt": "%s", "reservationTtlSec": 600}
                """.formatted(STOCK, now.minusSeconds(1), now.plusSeconds(3_600));
        HttpResponse<String> answer = send(request("/v1/orgs/" + ORG + "/sales", token(Role.MERCHANT, "merchant"))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer.body()).get("saleId").asText();
    }

    private int soldUnits(String saleId) throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "");
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(DISTINCT unit) FROM sold_units WHERE sale_id = '" + saleId + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private HttpResponse<String> post(String path, String buyer, String body) {
        return send(request(path, token(Role.BUYER, buyer))
                .header("Idempotency-Key", path + buyer)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl + path)).GET());
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String token(Role role, String user) {
        return issuer.token(role, ORG, user, null, Duration.ofHours(1));
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code doorbuster NODE --config NODE.yaml}; returns its line "ready …". */
    private String launch(String node) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // It lives for seconds only.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DoorbusterCommand.class.getName(),
                node,
                "--config",
                folder.resolve(node + ".yaml").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve(node + processes.size() + ".log").toFile())
                .start();
        processes.add(process);
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ")) {
                return line;
            }
        }
        throw new IOException(
                node + " did not start: " + Files.readString(folder.resolve(node + (processes.size() - 1) + ".log")));
    }

    private static String hazelcast(String cluster) {
        return """
                hazelcast:
                  cluster-name: %s
                  network:
                    port: {port: 25701, auto-increment: true, port-count: 2}
                    interfaces: {enabled: true, interfaces: [127.0.0.1]}
                    join:
                      auto-detection: {enabled: false}
                      multicast: {enabled: false}
                      tcp-ip: {enabled: true, member-list: ['127.0.0.1:25701', '127.0.0.1:25702']}
                  properties:
                    hazelcast.logging.type: slf4j
                """.formatted(cluster);
    }
}
