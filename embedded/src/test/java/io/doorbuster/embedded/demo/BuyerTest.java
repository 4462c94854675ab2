package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One patient and honest buyer, and a server that says what the test wrote down. */
class BuyerTest {
    private static final String TOKEN = "h."
            + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString("{\"ticket\":\"0-1-1\"}".getBytes(StandardCharsets.UTF_8))
            + ".s";
    private static final String ROOM = "/v1/sales/sal_1/waiting-room";
    private static final String JOIN = "POST " + ROOM;
    private static final String POLL = "GET " + ROOM + "/" + TOKEN;
    private static final String LEAVE = "DELETE " + ROOM + "/" + TOKEN;
    private static final String RESERVE = "POST /v1/sales/sal_1/reserve";
    private static final String CHECKOUT = "POST /v1/sales/sal_1/checkout";

    private final Breaches breaches = new Breaches();
    private final BehaviourMix mix = BehaviourMix.withRoom(1, 1);
    private final CrowdTally tally = new CrowdTally(mix, breaches);
    private ScriptedServer server;
    private Connections connections;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        connections = new Connections(server.url(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws IOException {
        connections.close();
        server.close();
    }

    private static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nRetry-After: 0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String standing(String status) {
        int position = status.equals("admitted") || status.equals("sold_out") ? 0 : 1;
        return "{\"token\":\"%s\",\"status\":\"%s\",\"position\":%d,\"ahead\":0,\"odds\":1,\"pollAfterMs\":500}"
                .formatted(TOKEN, status, position);
    }

    private static String joined(String status) {
        return answer("201 Created", standing(status));
    }

    private static String polled(String status) {
        return answer("200 OK", standing(status));
    }

    private static String problem(String status, String code) {
        return answer(status, "{\"code\":\"" + code + "\"}");
    }

    private static String reserved() {
        return answer(
                "201 Created",
                "{\"reservationId\":\"rsv_1\",\"units\":[1],\"expiresAt\":\"%s\",\"expiresIn\":0}"
                        .formatted(Instant.now()));
    }

    private static String paid() {
        return answer("201 Created", "{\"orderId\":\"ord_1\",\"status\":\"paid\",\"units\":[1]}");
    }

    private String visit(String... answers) throws InterruptedException {
        server.answers(answers);
        CrowdPlan plan = new CrowdPlan("sal_1", 1, 1, 1, "BATCH", 1, Instant.now(), 1, Duration.ofSeconds(20));
        SaleCalls calls = new SaleCalls("sal_1", new Latencies(), breaches);
        try (Floor floor = new Floor(plan, connections, calls, (user, tier) -> user, tally, breaches)) {
            floor.slots.enter(Slots.Rank.ARRIVING, new Buyer(floor, 0, mix)::arrive);
            assertThat(tally.everybody().await(20, TimeUnit.SECONDS))
                    .as("after %s", server.requests())
                    .isTrue();
        }
        return tally.endings().keySet().iterator().next();
    }

    private List<String> requests() {
        return server.requests();
    }

    @Test
    void waitsUntilItIsAdmittedThenReservesAndPays() throws Exception {
        assertThat(visit(joined("lobby"), polled("waiting"), polled("admitted"), reserved(), paid()))
                .isEqualTo("OWNS");
        assertThat(requests()).containsExactly(JOIN, POLL, POLL, RESERVE, CHECKOUT);
        assertThat(server.connections()).as("no connection while it waits").isEqualTo(3);
        assertThat(breaches.samples()).isEmpty();
        assertThat(tally.tickets()).isEqualTo(1);
        assertThat(tally.tokens()).containsExactly(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sold_out", "ended"})
    void learnsFromAPollThatItIsOver(String status) throws Exception {
        assertThat(visit(joined("waiting"), polled("paused"), polled("standby"), polled(status)))
                .isEqualTo("TOLD_NO");
        assertThat(breaches.samples()).isEmpty();
    }

    @Test
    void goesOnPollingWhenEverythingIsHeld() throws Exception {
        assertThat(visit(joined("admitted"), problem("409 Conflict", "all_held"), polled("sold_out")))
                .isEqualTo("TOLD_NO");
        assertThat(requests()).containsExactly(JOIN, RESERVE, POLL);
        assertThat(breaches.samples()).isEmpty();
    }

    @Test
    void leavesAndJoinsAgainWhenItsHoldHasExpired() throws Exception {
        assertThat(visit(
                        joined("admitted"),
                        reserved(),
                        problem("410 Gone", "reservation_expired"),
                        answer("204 No Content", ""),
                        joined("admitted"),
                        problem("410 Gone", "reservation_expired"),
                        answer("204 No Content", ""),
                        problem("409 Conflict", "sold_out")))
                .isEqualTo("TOLD_NO");
        assertThat(requests()).containsExactly(JOIN, RESERVE, CHECKOUT, LEAVE, JOIN, RESERVE, LEAVE, JOIN);
        assertThat(breaches.samples()).isEmpty();
    }

    @Test
    void aRefusalAfterAdmissionIsABreach() throws Exception {
        assertThat(visit(joined("admitted"), problem("403 Forbidden", "not_admitted")))
                .isEqualTo("GAVE_UP");
        assertThat(breaches.samples()).singleElement().asString().contains("not in the contract", "not_admitted");
    }

    @Test
    void anAnswerWithoutATokenIsABreach() throws Exception {
        assertThat(visit(answer("201 Created", "{\"status\":\"waiting\"}"))).isEqualTo("GAVE_UP");
        assertThat(breaches.samples()).singleElement().asString().contains("no token in it");
    }
}
