package io.doorbuster.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.TokenVerifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A server that stops before a call has its answer: the connection is gone, and there is nobody to tell. */
class StoppedServerTest {
    private final CompletableFuture<Answer> late = new CompletableFuture<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final HttpServer server = new HttpServer(
            new HttpConfig("127.0.0.1", 0, 8, null),
            List.of(Route.open(Route.Method.GET, "/late", call -> {
                asked.countDown();
                return late;
            })),
            new TokenVerifier(List.of(DevelopmentIssuer.random().trusted()), Clock.systemUTC()),
            new SimpleMeterRegistry());

    @Test
    void anAnswerThatComesTooLateIsDropped() throws Exception {
        stopWhileAsked();
        assertThat(warningsOf(() -> late.complete(Answer.ok(Map.of("late", true)))))
                .isEmpty();
    }

    @Test
    void aFailureThatComesTooLateIsDropped() throws Exception {
        stopWhileAsked();
        assertThat(warningsOf(() -> late.completeExceptionally(new IllegalStateException("too late"))))
                .isEmpty();
    }

    private void stopWhileAsked() throws InterruptedException {
        server.start();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/late"))
                .build();
        var unused = HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
        asked.await();
        server.stop();
    }

    /** What is logged meanwhile; the answer is written by whoever has it. */
    private static List<ILoggingEvent> warningsOf(Runnable answering) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try {
            answering.run();
        } finally {
            root.detachAppender(log);
        }
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }
}
