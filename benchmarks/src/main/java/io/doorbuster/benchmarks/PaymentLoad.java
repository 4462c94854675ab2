package io.doorbuster.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Buyers who reserve and pay, by the clock, for as long as it is open. */
final class PaymentLoad implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Served stack;
    private final String sale;
    private final BuyerTokens buyers;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final LongAdder paid = new LongAdder();
    private final LongAdder pending = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();

    PaymentLoad(Served stack, String sale, BuyerTokens buyers, int perSecond) {
        this.stack = stack;
        this.sale = sale;
        this.buyers = buyers;
        ScheduledFuture<?> unusedTicks =
                clock.scheduleAtFixedRate(this::buy, 0, 1_000_000_000L / perSecond, TimeUnit.NANOSECONDS);
    }

    private void buy() {
        String token;
        try {
            token = buyers.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture<?> unusedEnd = post("/reserve", token, "{}")
                .thenCompose(reserved -> post("/checkout", token, payment(reserved.body())))
                .thenAccept(answer -> count(answer.statusCode()));
    }

    private static String payment(String reserved) {
        try {
            return JSON.createObjectNode()
                    .put(
                            "reservationId",
                            JSON.readTree(reserved).path("reservationId").asText())
                    .put("paymentMethod", "pm_card_visa")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<HttpResponse<String>> post(String below, String token, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(stack.url(sale + below).toString()))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private void count(int status) {
        (status == 201 ? paid : status == 202 ? pending : turnedAway).increment();
    }

    /** What became of the checkouts that have an answer, since the last call. */
    String outcomes() {
        return "%d paid, %d pending, %d turned away"
                .formatted(paid.sumThenReset(), pending.sumThenReset(), turnedAway.sumThenReset());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
