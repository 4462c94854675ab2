package io.doorbuster.embedded.demo;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The contract's buyer side in a few lines and in memory, right or wrong as the test wants it. The token is the user id. */
final class ToySale implements AutoCloseable {
    /** What is wrong with it. */
    enum Fault {
        NONE,
        IGNORES_CAP,
        SAYS_SOLD_OUT_TOO_EARLY,
        ANSWERS_500,
        FORGETS_IDEMPOTENCY_KEYS,
        GIVES_SECOND_TICKETS,
        LETS_IN_BEFORE_ADMISSION,
        TAKES_FORGED_TOKENS,
        TAKES_ADMISSION_BACK
    }

    private enum State {
        HELD,
        PENDING,
        SOLD,
        GONE
    }

    private static final class Entry {
        final String id = UUID.randomUUID().toString();
        final String user;
        final int unit;
        final long expiresAtMillis;
        State state = State.HELD;
        long paidAtMillis;

        Entry(String user, int unit, long expiresAtMillis) {
            this.user = user;
            this.unit = unit;
            this.expiresAtMillis = expiresAtMillis;
        }
    }

    record Answer(int status, String body, @Nullable String cookie) {
        Answer(int status, String body) {
            this(status, body, null);
        }

        static Answer problem(int status, String code) {
            return new Answer(status, "{\"code\":\"" + code + "\"}");
        }
    }

    private static final long LOST_ANSWER_FOUND_AFTER_MILLIS = 400;

    private final int stock;
    private final int cap;
    private final long ttlMillis;
    private final long startMillis;
    private final Fault fault;
    private final @Nullable ToyRoom room;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Entry> byKey = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    private int sold;

    ToySale(int stock, int cap, long ttlMillis, Instant startAt, Fault fault, boolean withRoom) throws IOException {
        this.stock = stock;
        this.cap = cap;
        this.ttlMillis = ttlMillis;
        this.startMillis = startAt.toEpochMilli();
        this.fault = fault;
        this.room = withRoom ? new ToyRoom(startMillis, fault) : null;
        for (int unit = 1; unit <= stock; unit++) {
            free.add(unit);
        }
        server.setExecutor(threads);
        server.createContext("/v1/sales/sal_toy/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized int sold() {
        return sold;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer = answer(exchange, HttpAnswer.parse(text));
            if (answer.body().contains("all_held")) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            if (answer.cookie() != null) {
                exchange.getResponseHeaders().set("Set-Cookie", answer.cookie());
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Answer answer(HttpExchange exchange, JsonNode body) {
        long now = System.currentTimeMillis();
        expire(now);
        String bearer = exchange.getRequestHeaders().getFirst("Authorization");
        String user = bearer == null ? "" : bearer.substring("Bearer ".length());
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        return switch (path[4]) {
            case "waiting-room" -> room(exchange, user, path, now);
            case "reserve" ->
                reserveThroughTheDoor(user, key, body.path("token").asText(""), now);
            case "checkout" ->
                checkout(
                        body.path("reservationId").asText(),
                        body.path("paymentMethod").asText(),
                        now);
            case "reservations" -> release(path[5]);
            case "orders" -> order(path[5]);
            default ->
                new Answer(
                        200,
                        "{\"saleId\":\"sal_toy\",\"remaining\":%d,\"soldOut\":%s,\"asOf\":\"%s\"}"
                                .formatted(stock - sold, sold == stock, Instant.now()));
        };
    }

    private void expire(long now) {
        for (Entry entry : entries.values()) {
            if (entry.state == State.HELD && now >= entry.expiresAtMillis) {
                entry.state = State.GONE;
                free.add(entry.unit);
            } else if (entry.state == State.PENDING && entry.paidAtMillis > 0 && now >= entry.paidAtMillis) {
                sell(entry);
            }
        }
    }

    private Answer room(HttpExchange exchange, String user, String[] path, long now) {
        if (room == null) {
            return Answer.problem(404, "not_found");
        }
        boolean allHeld = free.isEmpty();
        return switch (exchange.getRequestMethod()) {
            case "POST" ->
                room.join(user, exchange.getRequestHeaders().getFirst("Cookie"), sold == stock, allHeld, now);
            case "GET" -> room.poll(path[5], sold == stock, allHeld, now);
            default -> room.leave(path[5]);
        };
    }

    /** One ticket, one reservation. */
    private Answer reserveThroughTheDoor(String user, @Nullable String key, String token, long now) {
        if (room == null) {
            return reserve(user, key, now);
        }
        Answer refusal = sold == stock ? null : room.door(token, user, now);
        return refusal == null ? reserve(user, token, now) : refusal;
    }

    /** What the room saw; to be read once the crowd is gone. */
    ToyRoom room() {
        return requireNonNull(room);
    }

    private Answer reserve(String user, @Nullable String key, long now) {
        if (now < startMillis) {
            return Answer.problem(425, "not_started");
        }
        if (fault == Fault.ANSWERS_500 && free.size() % 7 == 3) {
            free.add(free.remove());
            return new Answer(500, "java.lang.NullPointerException");
        }
        Entry before = key == null || fault == Fault.FORGETS_IDEMPOTENCY_KEYS ? null : byKey.get(user + key);
        if (before != null && room != null && before.state == State.GONE) {
            return Answer.problem(410, "reservation_expired");
        }
        if (before != null) {
            return reserved(before);
        }
        long has = entries.values().stream()
                .filter(entry -> entry.user.equals(user) && entry.state != State.GONE)
                .count();
        if (has >= cap && fault != Fault.IGNORES_CAP) {
            return Answer.problem(409, "cap_reached");
        }
        boolean tooEarly = fault == Fault.SAYS_SOLD_OUT_TOO_EARLY && sold > stock / 2;
        if (sold == stock || tooEarly) {
            return Answer.problem(409, "sold_out");
        }
        if (free.isEmpty()) {
            return Answer.problem(409, "all_held");
        }
        Entry entry = new Entry(user, free.remove(), now + ttlMillis);
        entries.put(entry.id, entry);
        if (key != null) {
            byKey.put(user + key, entry);
        }
        return reserved(entry);
    }

    private static Answer reserved(Entry entry) {
        return new Answer(
                201,
                "{\"reservationId\":\"rsv_%s\",\"units\":[%d],\"expiresAt\":\"%s\",\"expiresIn\":1}"
                        .formatted(entry.id, entry.unit, Instant.ofEpochMilli(entry.expiresAtMillis)));
    }

    private Answer checkout(String reservationId, String card, long now) {
        Entry entry = entry(reservationId);
        if (entry.state == State.GONE) {
            return Answer.problem(410, "reservation_expired");
        }
        boolean secondStep = entry.state == State.PENDING && card.equals("pm_card_requires_action");
        if (entry.state == State.SOLD || card.equals("pm_card_visa") || card.equals("pm_card_slow") || secondStep) {
            sell(entry);
            return order("ord_" + entry.id, 201);
        }
        if (card.equals("pm_card_declined")) {
            return Answer.problem(402, "payment_declined");
        }
        entry.state = State.PENDING;
        if (card.equals("pm_card_unknown")) {
            entry.paidAtMillis = now + LOST_ANSWER_FOUND_AFTER_MILLIS;
            return order("ord_" + entry.id, 202);
        }
        String pending = order("ord_" + entry.id, 202).body();
        return new Answer(202, pending.replace("}", ",\"clientSecret\":\"s\"}"));
    }

    private void sell(Entry entry) {
        if (entry.state != State.SOLD) {
            entry.state = State.SOLD;
            sold++;
        }
    }

    private Answer release(String reservationId) {
        Entry entry = entry(reservationId);
        if (entry.state == State.HELD) {
            entry.state = State.GONE;
            free.add(entry.unit);
        }
        return new Answer(204, "");
    }

    private Answer order(String orderId) {
        return order(orderId, 200);
    }

    private Answer order(String orderId, int status) {
        Entry entry = entry(orderId);
        return new Answer(
                status,
                "{\"orderId\":\"ord_%s\",\"status\":\"%s\",\"units\":[%d]}"
                        .formatted(entry.id, entry.state == State.SOLD ? "paid" : "pending", entry.unit));
    }

    private Entry entry(String wireId) {
        Entry entry = entries.get(wireId.substring(4));
        if (entry == null) {
            throw new IllegalArgumentException("no " + wireId);
        }
        return entry;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
