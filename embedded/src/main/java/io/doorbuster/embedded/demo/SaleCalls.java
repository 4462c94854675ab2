package io.doorbuster.embedded.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The buyer's calls of the contract, each timed and checked. Their futures never fail. Thread-safe. */
final class SaleCalls {
    private final String base;
    private final Latencies latencies;
    private final Breaches breaches;
    private final LongAdder requests = new LongAdder();

    SaleCalls(String saleId, Latencies latencies, Breaches breaches) {
        this.base = "/v1/sales/" + saleId;
        this.latencies = latencies;
        this.breaches = breaches;
    }

    /** Without a bearer as the cookie's session, without either as a new one. */
    CompletableFuture<Reply> join(BuyerConnection connection, @Nullable String token, @Nullable String cookie) {
        Map<String, String> headers = token == null ? new HashMap<>(2) : headers(token, null);
        if (cookie != null) {
            headers.put("Cookie", cookie);
        }
        return send(connection, Call.JOIN, "POST", base + "/waiting-room", headers, null);
    }

    CompletableFuture<Reply> poll(BuyerConnection connection, String ticketToken) {
        return send(connection, Call.POLL, "GET", base + "/waiting-room/" + ticketToken, Map.of(), null);
    }

    CompletableFuture<Reply> leave(BuyerConnection connection, String token, String ticketToken) {
        String path = base + "/waiting-room/" + ticketToken;
        return send(connection, Call.LEAVE, "DELETE", path, headers(token, null), null);
    }

    CompletableFuture<Reply> reserve(
            BuyerConnection connection, String token, @Nullable String key, @Nullable String ticketToken) {
        return reserve(Call.RESERVE, connection, headers(token, key), ticketToken);
    }

    CompletableFuture<Reply> reserveEarly(BuyerConnection connection, String token, String ticketToken) {
        return reserve(Call.RESERVE_EARLY, connection, headers(token, null), ticketToken);
    }

    CompletableFuture<Reply> reserveForged(BuyerConnection connection, String token, String ticketToken) {
        return reserve(Call.RESERVE_FORGED, connection, headers(token, null), ticketToken);
    }

    private CompletableFuture<Reply> reserve(
            Call call, BuyerConnection connection, Map<String, String> headers, @Nullable String ticketToken) {
        String ticket = ticketToken == null ? "" : ",\"token\":\"" + ticketToken + "\"";
        return send(connection, call, "POST", base + "/reserve", headers, "{\"quantity\":1" + ticket + "}");
    }

    CompletableFuture<Reply> release(BuyerConnection connection, String token, String reservationId) {
        String path = base + "/reservations/" + reservationId;
        return send(connection, Call.RELEASE, "DELETE", path, headers(token, null), null);
    }

    CompletableFuture<Reply> checkout(
            BuyerConnection connection, String token, String key, String reservationId, String paymentMethod) {
        String body = "{\"reservationId\":\"" + reservationId + "\",\"paymentMethod\":\"" + paymentMethod + "\"}";
        return send(connection, Call.CHECKOUT, "POST", base + "/checkout", headers(token, key), body);
    }

    CompletableFuture<Reply> order(BuyerConnection connection, String token, String orderId) {
        return send(connection, Call.ORDER, "GET", base + "/orders/" + orderId, headers(token, null), null);
    }

    CompletableFuture<Reply> stock(BuyerConnection connection, @Nullable String etag) {
        Map<String, String> headers = etag == null ? Map.of() : Map.of("If-None-Match", etag);
        return send(connection, Call.STOCK, "GET", base + "/stock", headers, null);
    }

    CompletableFuture<Reply> merchant(BuyerConnection connection, String method, String token, String path) {
        return send(connection, Call.MERCHANT, method, path, headers(token, null), null);
    }

    long requests() {
        return requests.sum();
    }

    private static Map<String, String> headers(String token, @Nullable String key) {
        Map<String, String> headers = new HashMap<>(4);
        headers.put("Authorization", "Bearer " + token);
        if (key != null) {
            headers.put("Idempotency-Key", key);
        }
        return headers;
    }

    private CompletableFuture<Reply> send(
            BuyerConnection connection,
            Call call,
            String method,
            String path,
            Map<String, String> headers,
            @Nullable String body) {
        long startedNanos = System.nanoTime();
        if (call != Call.MERCHANT) {
            requests.increment();
        }
        return connection.send(method, path, headers, body).handle((answer, lost) -> {
            latencies.record(call, System.nanoTime() - startedNanos);
            long now = System.currentTimeMillis();
            if (answer == null) {
                breaches.add(call + ": no answer: " + lost);
                return new Reply(call, null, true, now);
            }
            boolean allowed = call.allows(answer);
            if (!allowed) {
                breaches.add(call, answer, "not in the contract");
            }
            return new Reply(call, answer, allowed, now);
        });
    }
}
