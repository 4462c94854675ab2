package io.doorbuster.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes the sales that are measured, over HTTP. */
final class Merchant {
    static final String ORG = "bench-org";

    /** So that nothing expires while it is measured. */
    private static final int RESERVATION_TTL_SEC = 3_600;

    private static final int STOCK_OF_A_ROOM = 10_000;
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Served stack;
    private final DevelopmentIssuer issuer;
    private final HttpClient http = HttpClient.newHttpClient();

    Merchant(Served stack, DevelopmentIssuer issuer) {
        this.stack = stack;
        this.issuer = issuer;
    }

    /** A sale without a room that is open; returns its path. */
    String open(int stock) throws IOException, InterruptedException {
        return open(stock, JSON.createObjectNode());
    }

    /** A sale whose room lets in one buyer a second, so that everybody else waits; returns its path. */
    String withRoom() throws IOException, InterruptedException {
        ObjectNode room = JSON.createObjectNode().put("admissionPerSec", 1);
        room.putObject("fairness").put("rule", "BATCH");
        return open(STOCK_OF_A_ROOM, room);
    }

    /** A new buyer's place in the room; returns its path. */
    String join(String sale, String buyer) throws IOException, InterruptedException {
        String room = sale + "/waiting-room";
        return room + "/"
                + post(room, issuer.token(Role.BUYER, ORG, buyer, null, TOKEN_LIFETIME), null)
                        .get("token")
                        .asText();
    }

    private String open(int stock, ObjectNode more) throws IOException, InterruptedException {
        Instant now = Instant.now();
        ObjectNode body = JSON.createObjectNode()
                .put("skuId", "bench-1")
                .put("title", "Measured")
                .put("stock", stock)
                .put("startAt", now.toString())
                .put("endAt", now.plus(Duration.ofHours(3)).toString())
                .put("perUserCap", 1)
                .put("reservationTtlSec", RESERVATION_TTL_SEC);
        body.putObject("price").put("amount", 1_999).put("currency", "usd");
        body.setAll(more);
        String merchant = issuer.token(Role.MERCHANT, ORG, "bench-merchant", null, TOKEN_LIFETIME);
        String path = "/v1/sales/"
                + post("/v1/orgs/" + ORG + "/sales", merchant, body)
                        .get("saleId")
                        .asText();
        while (stockStatus(path) != 200) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return path;
    }

    /** A sale whose last unit is paid; returns its path. */
    String soldOut() throws IOException, InterruptedException {
        String path = open(1);
        String buyer = issuer.token(Role.BUYER, ORG, "first", null, TOKEN_LIFETIME);
        JsonNode reservation = post(path + "/reserve", buyer, JSON.createObjectNode());
        post(
                path + "/checkout",
                buyer,
                JSON.createObjectNode()
                        .put("reservationId", reservation.get("reservationId").asText())
                        .put("paymentMethod", "pm_card_visa"));
        return path;
    }

    private int stockStatus(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.url(path + "/stock")).build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private JsonNode post(String path, String token, @Nullable ObjectNode body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.url(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
