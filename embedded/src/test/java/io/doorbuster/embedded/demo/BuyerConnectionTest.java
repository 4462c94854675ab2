package io.doorbuster.embedded.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuyerConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"n\":1}\n";

    private ScriptedServer server;
    private Connections connections;
    private BuyerConnection buyer;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        connections = new Connections(server.url(), Duration.ofSeconds(20));
        buyer = connections.open();
    }

    @AfterEach
    void stop() throws IOException {
        buyer.close();
        connections.close();
        server.close();
    }

    private HttpAnswer get(String path) throws Exception {
        return buyer.send("GET", path, Map.of(), null).get(20, SECONDS);
    }

    @Test
    void readsStatusHeadersAndBody() throws Exception {
        server.answers(String.join(
                "\r\n",
                "HTTP/1.1 409 Conflict",
                "Retry-After: 3",
                "Location: /there",
                "X-Request-Id: r1",
                "Content-Length: 19",
                "",
                "{\"code\":\"all_held\"}"));
        HttpAnswer answer = get("/");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("all_held");
        assertThat(answer.retryAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(3));
        assertThat(answer.location()).isEqualTo("/there");
        assertThat(answer.requestId()).isEqualTo("r1");
    }

    @Test
    void keepsTheConnectionForTheNextRequest() throws Exception {
        server.answers(OK, OK);
        get("/a");
        get("/b");
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.requests()).containsExactly("GET /a", "GET /b");
    }

    @Test
    void carriesOneRequestAtATime() {
        server.answers(ScriptedServer.SILENCE);
        CompletableFuture<HttpAnswer> first = buyer.send("GET", "/", Map.of(), null);
        CompletableFuture<HttpAnswer> second = buyer.send("GET", "/", Map.of(), null);
        assertThat(second)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("one request");
        assertThat(first).isNotDone();
    }

    @Test
    void connectsAgainAfterTheServerClosedAnIdleConnection() throws Exception {
        server.answers(OK, ScriptedServer.HANG_UP, OK);
        get("/a");
        assertThat(get("/b").status()).isEqualTo(200);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void repeatsAPostOnlyWithAnIdempotencyKey() throws Exception {
        server.answers(OK, ScriptedServer.HANG_UP_AFTER_READING, OK);
        get("/a");
        CompletableFuture<HttpAnswer> keyed = buyer.send("POST", "/keyed", Map.of("Idempotency-Key", "k"), "{}");
        assertThat(keyed.get(20, SECONDS).status()).isEqualTo(200);

        server.answers(ScriptedServer.HANG_UP_AFTER_READING);
        CompletableFuture<HttpAnswer> bare = buyer.send("POST", "/bare", Map.of(), "{}");
        assertThat(bare).failsWithin(Duration.ofSeconds(20)).withThrowableThat().withCauseInstanceOf(IOException.class);
        assertThat(server.requests()).containsExactly("GET /a", "POST /keyed", "POST /keyed", "POST /bare");
    }

    @Test
    void failsWhenNoAnswerComesInTime() {
        server.answers(ScriptedServer.SILENCE);
        try (Connections impatient = new Connections(server.url(), Duration.ofMillis(50));
                BuyerConnection connection = impatient.open()) {
            assertThat(connection.send("GET", "/", Map.of(), null))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withMessageContaining("no answer within");
        }
    }

    @Test
    void failsWhenNobodyListens() throws IOException {
        URI nobody = server.url();
        server.close();
        try (Connections toNobody = new Connections(nobody, Duration.ofSeconds(20))) {
            assertThat(toNobody.open().send("GET", "/", Map.of(), null))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesABodyThatNoContractHas() {
        int tooMuch = BuyerConnection.MAX_BODY_BYTES + 1;
        server.answers("HTTP/1.1 200 OK\r\nContent-Length: " + tooMuch + "\r\n\r\n" + "x".repeat(tooMuch));
        assertThat(buyer.send("GET", "/", Map.of(), null))
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class);
    }
}
