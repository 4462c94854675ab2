package io.doorbuster.api.payment.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import io.doorbuster.api.auth.LimitedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends each POST exactly once. stripe-java's own client repeats a POST by itself when its connection drops: behind our
 * back, past our budget, and for calls without an idempotency key. The JDK's client repeats only a GET. Thread-safe.
 */
final class SendOnceClient extends HttpClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** A page of 100 intents with their charges has some 600 KB. */
    private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

    /** Would report how long our calls take. Switching it off in stripe-java is global to the process. */
    private static final String TELEMETRY = "X-Stripe-Client-Telemetry";

    private final java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(toHttp(request), unused -> new LimitedBody(MAX_ANSWER_BYTES));
        try {
            // The JDK's own timeout ends with the answer's headers; a body that never ends must not hold us either.
            HttpResponse<byte[]> response = answer.get(request.options().getReadTimeout(), TimeUnit.MILLISECONDS);
            return new StripeResponse(
                    response.statusCode(),
                    HttpHeaders.of(response.headers().map()),
                    new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ApiConnectionException("no answer in time", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new ApiConnectionException("the connection was lost", cause instanceof IOException ? cause : e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ApiConnectionException("the node is stopping", e);
        }
    }

    private static HttpRequest toHttp(StripeRequest request) {
        HttpRequest.Builder http =
                HttpRequest.newBuilder(URI.create(request.url().toString()));
        for (Map.Entry<String, List<String>> header : request.headers().map().entrySet()) {
            if (!header.getKey().equalsIgnoreCase(TELEMETRY)) {
                http.setHeader(header.getKey(), String.join(",", header.getValue()));
            }
        }
        http.setHeader("User-Agent", "Doorbuster");
        if (request.content() == null) {
            return http.method(request.method().name(), HttpRequest.BodyPublishers.noBody())
                    .build();
        }
        return http.setHeader("Content-Type", request.content().contentType())
                .method(
                        request.method().name(),
                        HttpRequest.BodyPublishers.ofByteArray(request.content().byteArrayContent()))
                .build();
    }
}
