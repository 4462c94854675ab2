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
import picocli.CommandLine;

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
                cluster: {name: %s, members: ['127.0.0.1:25701', '127.0.0.1:25702', '127.0.0.1:25703']}
                issuers: []
                developmentIssuer: issuer.key
                sandboxPayments: sandbox.jsonl
                """.formatted(cluster) + ledger);
        // In the wrong order: it is there, says that it is not ready, and becomes so by itself.
        baseUrl = awaitReady(launch("api")).replace("ready ", "");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        launchMembers(3);
        await().atMost(START).until(() -> get("/readyz").statusCode() == 200);
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        postgres.close();
    }

    @Test
    void aSaleSurvivesAMemberAndComesBackFromTheLedgerWhenTheMajorityIsLost() throws Exception {
        String saleId = createSale();
        List<String> reserved = new ArrayList<>();
        reserve(saleId, STOCK / 3, reserved);

        processes.get(1).destroyForcibly();
        reserve(saleId, 2 * STOCK / 3, reserved);
        awaitLedger(saleId, reserved.size());

        processes.get(2).destroyForcibly();
        launchMembers(2);
        assertThat(post("/v1/sales/" + saleId + "/reserve", "too-early", "{}").statusCode())
                .as("a minority decides nothing, and who joins it cannot help it")
                .isEqualTo(503);
        assertThat(rebuild()).as("only says what it would do").isEqualTo(2);
        assertThat(rebuild("--yes")).isZero();

        reserve(saleId, STOCK, reserved);
        for (int buyer = 0; buyer < STOCK; buyer++) {
            pay(saleId, "buyer-" + buyer, reserved.get(buyer));
        }
        assertThat(post("/v1/sales/" + saleId + "/reserve", "late", "{}").statusCode())
                .isEqualTo(409);
        await().atMost(START).until(() -> soldUnits(saleId) == STOCK);
        assertThat(rebuild("--yes")).as("there is nothing to rebuild").isEqualTo(2);
    }

    private int rebuild(String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("rebuild", "--config", folder.resolve("api.yaml").toString()));
        arguments.addAll(List.of(options));
        return new CommandLine(new DoorbusterCommand()).execute(arguments.toArray(String[]::new));
    }

    /** For the next buyers, until so many have one. */
    private void reserve(String saleId, int upTo, List<String> reserved) {
        while (reserved.size() < upTo) {
            reserved.add(reserve(saleId, "buyer-" + reserved.size())
                    .get("reservationId")
                    .asText());
        }
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

    private void awaitLedger(String saleId, int reservations) {
        await().atMost(START).until(() -> count("reservation_id) FROM reservations", saleId) == reservations);
    }

    private int soldUnits(String saleId) throws Exception {
        return count("unit) FROM sold_units", saleId);
    }

    private int count(String distinct, String saleId) throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "");
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(DISTINCT " + distinct + " WHERE sale_id = '" + saleId + "'")) {
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

    private void launchMembers(int count) throws IOException {
        List<Process> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(launch("grid"));
        }
        for (Process member : started) {
            awaitReady(member);
        }
    }

    /** Starts {@code doorbuster NODE --config NODE.yaml}. */
    private Process launch(String node) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // It lives for seconds only.
                "-XX:TieredStopAtLevel=1",
                // The product's, not the tests': nobody reads what comes on standard output after "ready".
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                DoorbusterCommand.class.getName(),
                node,
                "--config",
                folder.resolve(node + ".yaml").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(log(processes.size()).toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** Its line "ready …". */
    private String awaitReady(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ")) {
                return line;
            }
        }
        throw new IOException("did not start: " + Files.readString(log(processes.indexOf(process))));
    }

    private Path log(int process) {
        return folder.resolve("process-" + process + ".log");
    }

    /** As it is shipped, on ports that no other test has. */
    private static String hazelcast(String cluster) throws IOException {
        return Files.readString(Path.of("..", "config", "hazelcast.yaml"))
                .replace("cluster-name: doorbuster", "cluster-name: " + cluster)
                .replace("port-count: 10", "port-count: 3")
                .replaceAll("570([1-3])", "2570$1");
    }
}
