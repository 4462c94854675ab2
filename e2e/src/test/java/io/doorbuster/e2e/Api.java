package io.doorbuster.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A node as its callers see it. Thread-safe. */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final URI baseUrl;
    private final DevelopmentIssuer issuer;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Api(URI baseUrl, DevelopmentIssuer issuer) {
        this.baseUrl = baseUrl;
        this.issuer = issuer;
    }

    record Reply(int status, HttpResponse<String> raw, JsonNode body) {
        String text(String field) {
            return body.path(field).asText();
        }

        /** The figure at a JSON pointer; -1 if there is none. */
        int number(String pointer) {
            return body.at(pointer).asInt(-1);
        }

        String code() {
            return text("code");
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + raw.body();
        }
    }

    /** An organisation that nobody has used before. */
    Merchant merchant() {
        return new Merchant(this, "org-" + UUID.randomUUID());
    }

    String token(Role role, String orgId, String userId) {
        return token(role, orgId, userId, TOKEN_LIFETIME);
    }

    String token(Role role, String orgId, String userId, Duration lifetime) {
        return issuer.token(role, orgId, userId, null, lifetime);
    }

    /** A buyer is a buyer everywhere, whatever its own organisation. */
    String buyer(String userId) {
        return token(Role.BUYER, "shoppers", userId);
    }

    Reply get(String path, @Nullable String token, String... headers) {
        return send(request(path, token, headers).GET());
    }

    Reply delete(String path, @Nullable String token) {
        return send(request(path, token).DELETE());
    }

    Reply post(String path, @Nullable String token, String body, String... headers) {
        return postAsync(path, token, body, headers).join();
    }

    CompletableFuture<Reply> postAsync(String path, @Nullable String token, String body, String... headers) {
        return sendAsync(json(path, token, headers).POST(BodyPublishers.ofString(body)));
    }

    Reply patch(String path, @Nullable String token, String body) {
        return send(json(path, token).method("PATCH", BodyPublishers.ofString(body)));
    }

    Reply send(HttpRequest.Builder request) {
        return sendAsync(request).join();
    }

    private CompletableFuture<Reply> sendAsync(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(response -> new Reply(response.statusCode(), response, parse(response)));
    }

    private HttpRequest.Builder json(String path, @Nullable String token, String... headers) {
        return request(path, token, headers).header("Content-Type", "application/json");
    }

    HttpRequest.Builder request(String path, @Nullable String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(baseUrl.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static JsonNode parse(HttpResponse<String> response) {
        if (!response.headers().firstValue("Content-Type").orElse("").contains("json")) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode body = JSON.readTree(response.body());
            return body.isMissingNode() ? JSON.createObjectNode() : body;
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + response.body(), e);
        }
    }
}
