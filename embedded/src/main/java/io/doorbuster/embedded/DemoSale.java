package io.doorbuster.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** The sale that a demonstration sells, made over HTTP as a merchant would. */
record DemoSale(String saleId, Instant startAt, String commitment) {
    static final String ORG = "demo-org";
    static final int PER_USER_CAP = 2;

    /** Short, so that a demonstration does not wait two minutes for those who walked away. */
    static final int RESERVATION_TTL_SEC = 5;

    /** Long enough for the first buyers to be there before it starts, and to fill the lobby if there is one. */
    private static final Duration UNTIL_START = Duration.ofSeconds(2);

    private static final Duration UNTIL_START_WITH_LOBBY = Duration.ofSeconds(3);

    /** One window that most of the crowd comes in. */
    private static final int LOTTERY_SEC = 2;

    /** What is asked for with {@code --rule}. */
    enum Rule {
        NONE,
        FIFO,
        BATCH,
        LOTTERY,
        WEIGHTED
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    static DemoSale create(URI baseUrl, String merchantToken, int stock, Rule rule)
            throws IOException, InterruptedException {
        Instant startAt = Instant.now().plus(rule == Rule.NONE ? UNTIL_START : UNTIL_START_WITH_LOBBY);
        ObjectNode body = JSON.createObjectNode()
                .put("skuId", "doorbuster-1")
                .put("title", "Doorbuster demonstration")
                .put("stock", stock)
                .put("startAt", startAt.toString())
                .put("endAt", startAt.plus(Duration.ofHours(2)).toString())
                .put("perUserCap", Math.min(PER_USER_CAP, stock))
                .put("reservationTtlSec", RESERVATION_TTL_SEC);
        body.putObject("price").put("amount", 1_999).put("currency", "usd");
        ObjectNode fairness = body.putObject("fairness").put("rule", rule.name());
        if (rule == Rule.LOTTERY || rule == Rule.WEIGHTED) {
            fairness.put("lotterySec", LOTTERY_SEC);
        }
        if (rule == Rule.WEIGHTED) {
            fairness.putObject("weights").put("gold", 3).put("silver", 2);
        }
        HttpRequest request = HttpRequest.newBuilder(baseUrl.resolve("/v1/orgs/" + ORG + "/sales"))
                .header("Authorization", "Bearer " + merchantToken)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("the sale was not created: " + answer.statusCode() + " " + answer.body());
        }
        JsonNode sale = JSON.readTree(answer.body());
        return new DemoSale(
                sale.get("saleId").asText(),
                startAt,
                sale.path("drawCommitment").asText(""));
    }
}
