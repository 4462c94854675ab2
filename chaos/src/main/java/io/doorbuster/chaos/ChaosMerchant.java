package io.doorbuster.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Puts sales up over HTTP, and waits until they sell. */
final class ChaosMerchant {
    static final String ORG = "chaos-org";
    static final int CAP = 1;
    static final int PRICE = 1_999;

    /** Short enough to expire within a run, longer than a fault. */
    static final int RESERVATION_TTL_SEC = 45;

    private static final Duration OPEN = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LIFETIME = Duration.ofHours(2);
    private static final int ADMISSION_PER_SEC = 100;
    private static final long LOOK_MILLIS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI node;
    private final DevelopmentIssuer issuer;

    ChaosMerchant(URI node, DevelopmentIssuer issuer) {
        this.node = node;
        this.issuer = issuer;
    }

    SaleOnOffer open(int stock, boolean withRoom, int reservationTtlSec) throws IOException, InterruptedException {
        Instant now = Instant.now();
        ObjectNode body = JSON.createObjectNode()
                .put("skuId", "chaos")
                .put("title", "Chaos")
                .put("stock", stock)
                .put("startAt", now.toString())
                .put("endAt", now.plus(LIFETIME).toString())
                .put("perUserCap", CAP)
                .put("admissionPerSec", ADMISSION_PER_SEC)
                .put("reservationTtlSec", reservationTtlSec);
        body.putObject("price").put("amount", PRICE).put("currency", "usd");
        body.putObject("fairness").put("rule", withRoom ? "BATCH" : "NONE");
        HttpRequest request = request("/v1/orgs/" + ORG + "/sales")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + issuer.token(Role.MERCHANT, ORG, "merchant", null, LIFETIME))
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = untilAnswered(request, 201);
        String saleId = JSON.readTree(answer.body()).get("saleId").asText();
        SaleOnOffer sale = new SaleOnOffer(saleId, withRoom, stock, new SaleOnOffer.SoldOut());
        untilAnswered(request(sale.path() + "/stock").build(), 200);
        return sale;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path)).timeout(ANSWER);
    }

    /** A cluster that has just started answers 503 for a while. */
    private HttpResponse<String> untilAnswered(HttpRequest request, int status)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + OPEN.toNanos();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        while (answer.statusCode() != status) {
            if (System.nanoTime() > deadline) {
                throw new IOException(request.uri() + " was answered " + answer.statusCode() + ": " + answer.body());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            answer = http.send(request, BodyHandlers.ofString());
        }
        return answer;
    }
}
