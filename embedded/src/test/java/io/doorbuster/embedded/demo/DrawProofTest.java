package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrawProofTest {
    /** Of the seed that is all zeros. */
    private static final String COMMITMENT = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";

    private static final String EMPTY_DRAW = """
            {"type":"sale","format":1,"saleId":"sal_1","rule":"FIFO","startAtMs":1000,"firstWindowMs":1,"windowMs":1,"weights":{},"lanes":1,"commitment":"%s","seed":"%s"}
            {"type":"end","watermarks":0,"tickets":0,"chains":["c018f3fc20d312f853a2a2ddbabf5e665d566c71a4ab45bfb48c478571879206"]}
            """.formatted(COMMITMENT, "0".repeat(64));

    private ScriptedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private DrawResult check(String status, String body, String commitment, CrowdResult crowd) throws Exception {
        server.answers("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return new DrawProof(server.url() + "/v1/sales/sal_1/draw", commitment, crowd).run();
    }

    private static CrowdResult crowd(int tickets, List<String> tokens) {
        CrowdResult.Timing none = CrowdResult.Timing.of(new Histogram(2));
        return new CrowdResult(
                Map.of(), 0, List.of(), Set.of(), Set.of(), tickets, tokens, 10, 1, Map.of(), none, 0, List.of(),
                List.of());
    }

    private static ProofResult proof() {
        return new ProofResult(3, 3, 3, 0, 0, 0, 3, true, null, List.of(), crowd(0, List.of()));
    }

    @Test
    void aSoundDrawIsPartOfTheProof() throws Exception {
        DrawResult draw = check("200 OK", EMPTY_DRAW, COMMITMENT, crowd(0, List.of()));
        assertThat(draw.verified()).as(draw.inWords()).isTrue();
        assertThat(proof().with(draw).exact()).isTrue();
        JsonNode json = HttpAnswer.parse(proof().with(draw).json());
        assertThat(json.path("drawVerified").asBoolean()).isTrue();
        assertThat(json.path("drawTickets").asInt(-1)).isZero();
        assertThat(server.requests()).containsExactly("GET /v1/sales/sal_1/draw");
    }

    @Test
    void anotherCommitmentThanBeforeTheSaleIsNoProof() throws Exception {
        DrawResult draw = check("200 OK", EMPTY_DRAW, "ab".repeat(32), crowd(0, List.of()));
        assertThat(draw.verified()).isFalse();
        assertThat(draw.inWords()).startsWith("line 1: commitment");
        ProofResult proof = proof().with(draw);
        assertThat(proof.exact()).isFalse();
        assertThat(proof.failures()).singleElement().asString().startsWith("the draw does not verify: line 1");
        assertThat(HttpAnswer.parse(proof.json()).path("drawVerified").asBoolean(true))
                .isFalse();
    }

    @Test
    void aTicketThatSomebodyWasGivenMustBeThere() throws Exception {
        assertThat(check("200 OK", EMPTY_DRAW, COMMITMENT, crowd(1, List.of())).inWords())
                .isEqualTo("buyers were given 1 tickets, the draw has 0");
    }

    @Test
    void aDrawThatIsNotPublishedIsNoProof() throws Exception {
        assertThat(check("200 OK", "{\"published\":false}", COMMITMENT, crowd(0, List.of()))
                        .inWords())
                .contains("not published yet");
        assertThat(check("404 Not Found", "{\"detail\":\"no such sale\"}", COMMITMENT, crowd(0, List.of()))
                        .inWords())
                .contains("404: no such sale");
    }

    @Test
    void aSaleWithoutARoomHasNoDraw() {
        assertThat(proof().exact()).isTrue();
        assertThat(HttpAnswer.parse(proof().json()).path("drawVerified").isNull())
                .isTrue();
    }
}
