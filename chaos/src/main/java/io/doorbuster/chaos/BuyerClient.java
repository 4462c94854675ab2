package io.doorbuster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.doorbuster.chaos.history.Answer;
import io.doorbuster.chaos.history.Call;
import io.doorbuster.chaos.history.CallKind;
import io.doorbuster.chaos.history.Ending;
import io.doorbuster.chaos.history.History;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends buyers' calls to one HTTP node after the other, and writes down what came of each. Thread-safe. */
final class BuyerClient {
    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** What a browser's script waits for; a checkout may take longer. */
    private static final Duration ANSWER = Duration.ofSeconds(8);

    private static final Duration CHECKOUT = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a buyer asks.
     *
     * @param subject as {@link Call#subject}
     * @param key Idempotency-Key, or empty
     */
    record Question(
            String saleId,
            String buyer,
            String bearer,
            CallKind kind,
            String subject,
            String key,
            String method,
            String path,
            String body) {}

    /**
     * What a buyer sees.
     *
     * @param answer null if nobody answered
     */
    record Seen(@Nullable Answer answer, JsonNode body) {
        int status() {
            return answer == null ? 0 : answer.status();
        }

        String code() {
            return answer == null || answer.code() == null ? "" : answer.code();
        }

        String state() {
            return answer == null || answer.state() == null ? "" : answer.state();
        }

        /** Neither done nor refused for good: a sensible client asks again, with the same key. */
        boolean askAgain() {
            return answer == null || status() >= 500 || status() == 429;
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final List<String> names;
    private final List<URI> nodes;
    private final History history;
    private final AtomicInteger turn = new AtomicInteger();

    BuyerClient(List<String> names, List<URI> nodes, History history) {
        this.names = List.copyOf(names);
        this.nodes = List.copyOf(nodes);
        this.history = history;
    }

    Seen ask(Question question) throws InterruptedException {
        int node = Math.floorMod(turn.getAndIncrement(), nodes.size());
        HttpRequest request = request(question, nodes.get(node));
        long startNanos = System.nanoTime();
        long startMillis = System.currentTimeMillis();
        Ending ending = Ending.ANSWERED;
        @Nullable HttpResponse<String> response = null;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (HttpConnectTimeoutException | ConnectException e) {
            ending = Ending.NOT_CONNECTED;
        } catch (HttpTimeoutException e) {
            ending = Ending.TIMED_OUT;
        } catch (IOException e) {
            ending = Ending.CONNECTION_LOST;
        }
        JsonNode body = response == null ? MissingNode.getInstance() : json(response.body());
        Answer answer = response == null ? null : answer(response.statusCode(), body);
        history.add(new Call(
                0,
                question.saleId(),
                question.buyer(),
                question.kind(),
                names.get(node),
                question.subject(),
                question.key(),
                startNanos,
                System.nanoTime(),
                startMillis,
                System.currentTimeMillis(),
                ending,
                answer));
        return new Seen(answer, body);
    }

    private static HttpRequest request(Question question, URI node) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(question.path()))
                .timeout(question.kind() == CallKind.CHECKOUT ? CHECKOUT : ANSWER)
                .header("Authorization", "Bearer " + question.bearer())
                .method(
                        question.method(),
                        question.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(question.body()));
        if (!question.body().isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!question.key().isEmpty()) {
            request.header("Idempotency-Key", question.key());
        }
        return request.build();
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    static Answer answer(int status, JsonNode body) {
        boolean success = status / 100 == 2;
        List<Integer> units = new ArrayList<>();
        body.path("units").forEach(unit -> units.add(unit.asInt()));
        return new Answer(
                status,
                success ? null : body.path("code").asText("none"),
                reservation(body),
                success && body.path("status").isTextual() ? body.path("status").asText() : null,
                units,
                millis(body.path("expiresAt").asText("")));
    }

    /** An order is its reservation under another name. */
    private static @Nullable String reservation(JsonNode body) {
        if (body.hasNonNull("reservationId")) {
            return body.get("reservationId").asText();
        }
        return body.hasNonNull("orderId") ? body.get("orderId").asText().replaceFirst("^ord_", "rsv_") : null;
    }

    private static @Nullable Long millis(String time) {
        try {
            return time.isEmpty() ? null : Instant.parse(time).toEpochMilli();
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }
}
