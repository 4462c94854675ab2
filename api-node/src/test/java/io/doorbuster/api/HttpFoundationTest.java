package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import io.doorbuster.sale.Durability.WhenLedgerDown;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpFoundationTest {
    private TestNode node = new TestNode();
    private String buyer = node.token(Role.BUYER, "ann");

    @BeforeAll
    void openSale() {
        node.sale("sal_found", 10, WhenLedgerDown.PROCEED);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void answersUnknownPathsWithAProblem() {
        Reply reply = node.get("/v1/nothing", null);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.text("code")).isEqualTo("not_found");
        assertThat(reply.text("instance")).isEqualTo("/v1/nothing");
        assertThat(reply.text("requestId")).isEqualTo(reply.header("X-Request-Id"));
    }

    @Test
    void letsTheKernelKeepACrowdsConnections() {
        assertThat(node.node().javalin().jettyServer().server().getConnectors())
                .singleElement(InstanceOfAssertFactories.type(ServerConnector.class))
                .satisfies(
                        connector -> assertThat(connector.getAcceptQueueSize()).isEqualTo(4_096))
                .satisfies(connector -> assertThat(connector.getHost()).isEqualTo("127.0.0.1"));
    }

    @Test
    void namesTheMethodsThatAPathAllows() {
        Reply reply = node.send(
                node.request("/v1/sales/sal_found/reservations/rsv_x", buyer).PUT(HttpRequest.BodyPublishers.noBody()));
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.text("code")).isEqualTo("method_not_allowed");
        assertThat(reply.header("Allow")).isEqualTo("DELETE, GET");
    }

    @Test
    void keepsASaneRequestIdOnly() {
        assertThat(node.send(node.request("/healthz", null).header("X-Request-Id", "a.b-c_1"))
                        .header("X-Request-Id"))
                .isEqualTo("a.b-c_1");
        assertThat(node.send(node.request("/healthz", null).header("X-Request-Id", "a b"))
                        .header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void refusesALongBody() {
        Reply reply = node.post("/v1/sales/sal_found/reserve", buyer, "{\"token\":\"" + "x".repeat(17_000) + "\"}");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.text("code")).isEqualTo("body_too_large");
    }

    @Test
    void refusesALongBodyInChunks() {
        byte[] body = ("{\"token\":\"" + "x".repeat(50_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        Reply reply = node.send(node.request("/v1/sales/sal_found/reserve", buyer)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.text("code")).isEqualTo("body_too_large");
        assertThat(reply.header("Connection"))
                .as("no second request on this connection")
                .isEqualTo("close");
    }

    /** As many clients do, headers first and the body a moment later. */
    @Test
    void aRefusalLeavesTheConnectionUsable() throws IOException {
        String head = String.join(
                "\r\n",
                "POST /v1/sales/sal_found/reserve HTTP/1.1",
                "Host: x",
                "Content-Type: text/plain",
                "Content-Length: 2",
                "",
                "");
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), node.node().port())) {
            socket.setSoTimeout(10_000);
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int round = 0; round < 20; round++) {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                await().pollDelay(Duration.ofMillis(5)).until(() -> true);
                socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
                assertThat(answers.readLine()).isEqualTo("HTTP/1.1 401 Unauthorized");
                int length = 0;
                for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
                    assertThat(line).isNotEqualToIgnoringCase("Connection: close");
                    if (line.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(line.substring("Content-Length: ".length()));
                    }
                }
                assertThat(answers.skip(length)).isEqualTo(length);
            }
        }
    }

    @Test
    void wantsJson() {
        Reply reply = node.send(node.request("/v1/sales/sal_found/reserve", buyer)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.text("code")).isEqualTo("unsupported_media_type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"quantity\":             | body",
                "[]                         | body",
                "{} {}                      | body",
                "{\"quantity\":\"1\"}       | quantity",
                "{\"quantity\":1.0}         | quantity",
                "{\"quantity\":1.5}         | quantity",
                "{\"quantity\":null}        | quantity",
                "{\"quantity\":0}           | quantity",
                "{\"quantity\":99999999999} | quantity",
                "{\"quantity\":true}        | quantity",
                "{\"quantity\":3}           | quantity",
                "{\"quantity\":1,\"quantity\":2} | quantity",
                "{\"amount\":1}             | amount",
                "{\"token\":7}              | token",
            })
    void namesTheFieldThatBreaksItsRule(String body, String field) {
        Reply reply = node.post("/v1/sales/sal_found/reserve", buyer, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("code")).isEqualTo("invalid_request");
        assertThat(reply.text("field")).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer x.y.z", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."})
    void asksForAToken(String authorization) {
        Reply reply = node.send(
                node.request("/v1/sales/sal_found/reservations/rsv_x", null).header("Authorization", authorization));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.text("code")).isEqualTo("unauthenticated");
        assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void keepsMerchantsInTheirOrganisation() {
        String merchant = node.token(Role.MERCHANT, "boss");
        assertThat(node.get("/v1/orgs/other/sales", merchant).status()).isEqualTo(403);
        assertThat(node.get("/v1/orgs/other/sales/sal_found", merchant).status())
                .isEqualTo(404);
        assertThat(node.get("/v1/orgs/acme/sales", buyer).text("code")).isEqualTo("forbidden");
        assertThat(node.post("/v1/sales/sal_found/reserve", merchant, "{}").status())
                .isEqualTo(403);
    }

    @Test
    void answersWhileTheLedgerIsAway() {
        Reply ready = node.get("/readyz", null);
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body().at("/parts/ledger").asText()).isEqualTo("down");
        Reply list = node.get("/v1/orgs/acme/sales", node.token(Role.MERCHANT, "boss"));
        assertThat(list.status()).isEqualTo(503);
        assertThat(list.text("code")).isEqualTo("unavailable");
        assertThat(list.header("Retry-After")).isEqualTo("1");
        assertThat(list.raw().body()).doesNotContain("jdbc", "Exception", "127.0.0.1");
    }

    @Test
    void refusesHeadersPastTheLimitWithAProblem() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), node.node().port())) {
            socket.getOutputStream()
                    .write(("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 431").contains("application/problem+json", "headers_too_large");
        }
    }

    @Test
    void servesItsDescriptionAndItsFigures() {
        assertThat(node.get("/openapi.json", null).text("openapi")).isEqualTo("3.1.0");
        assertThat(node.get("/docs", null).raw().body())
                .contains("/docs/swagger-ui-bundle.js")
                .doesNotContain("https://");
        assertThat(node.get("/docs/swagger-ui-bundle.js", null).status()).isEqualTo(200);
        assertThat(node.get("/docs/other.js", null).status()).isEqualTo(404);
        assertThat(node.get("/metrics", null).raw().body()).contains("doorbuster_http_requests_seconds_count");
    }
}
