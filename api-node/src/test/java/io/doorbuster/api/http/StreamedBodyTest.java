package io.doorbuster.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.api.auth.TokenVerifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StreamedBodyTest {
    private static HttpResponse<String> get(StreamedBody body) throws IOException, InterruptedException {
        Answer answer = new Answer(200, "application/x-ndjson", body, Map.of());
        HttpServer server = new HttpServer(
                new HttpConfig("127.0.0.1", 0, 8, null),
                List.of(Route.open(Route.Method.GET, "/stream", call -> Action.now(answer))),
                new TokenVerifier(List.of(), Clock.systemUTC()),
                new SimpleMeterRegistry());
        server.start();
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/stream"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } finally {
            server.stop();
        }
    }

    private static StreamedBody writing(Consumer<OutputStream> body) {
        return out -> CompletableFuture.runAsync(() -> body.accept(out), task -> new Thread(task).start());
    }

    private static void line(OutputStream out, String text) {
        try {
            out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void goesOutAsItComes() throws IOException, InterruptedException {
        HttpResponse<String> response = get(writing(out -> {
            for (int i = 0; i < 100_000; i++) {
                line(out, "line " + i);
            }
        }));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(response.body().lines()).hasSize(100_000).last().isEqualTo("line 99999");
    }

    @Test
    void isAProblemIfItCannotBegin() throws IOException, InterruptedException {
        HttpResponse<String> response = get(out -> {
            throw new Problem(ErrorCode.BACKLOGGED, "busy");
        });
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void lacksItsEndIfItFailsOnTheWay() throws IOException, InterruptedException {
        HttpResponse<String> response = get(writing(out -> {
            line(out, "first");
            throw new IllegalStateException("gone");
        }));
        assertThat(response.body()).isEqualTo("first\n");
    }
}
