package io.doorbuster.embedded.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawSourceTest {
    private final AtomicReference<String> accept = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private int status = 200;
    private String text = "{}";

    /** Longer than the text is: the rest never comes. */
    private int missing;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(threads);
        server.createContext("/draw", exchange -> {
            accept.set(exchange.getRequestHeaders().getFirst("Accept"));
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length + missing);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            if (missing > 0) {
                awaitEnd();
            }
            exchange.close();
        });
        server.start();
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/draw";
    }

    @Test
    void asksForTheFile() throws Exception {
        text = "line\n";
        try (InputStream in = DrawSource.open(url())) {
            assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("line\n");
        }
        assertThat(accept).hasValue("application/x-ndjson");
    }

    @Test
    void saysWhatTheServerSays() {
        status = 409;
        text = "{\"title\":\"Conflict\",\"detail\":\"the sale has not ended\",\"commitment\":\"c0ffee\"}";
        assertThatThrownBy(() -> DrawSource.open(url())).hasMessageContaining("409: the sale has not ended c0ffee");
        text = "<html>";
        assertThatThrownBy(() -> DrawSource.open(url())).hasMessageEndingWith("answered 409");
    }

    @Test
    void endsADownloadThatIsTooLong() throws Exception {
        text = "x".repeat(101);
        try (InputStream in = DrawSource.open(url(), 100, Duration.ofMinutes(1))) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("100 bytes");
        }
    }

    @Test
    void endsADownloadThatStandsStill() throws Exception {
        missing = 10;
        try (InputStream in = DrawSource.open(url(), 1000, Duration.ofMillis(200))) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("not complete");
        }
    }

    @Test
    void namesWhatCannotBeOpened(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> DrawSource.open(folder.resolve("none").toString()))
                .hasMessageContaining("there is no file");
        assertThatThrownBy(() -> DrawSource.open("http://")).hasMessageContaining("not an address");
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThatThrownBy(() -> DrawSource.open("http://127.0.0.1:" + port)).hasMessageContaining("cannot connect");
        Path file = Files.writeString(folder.resolve("draw.ndjson"), "here");
        try (InputStream in = DrawSource.open(file.toString())) {
            assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("here");
        }
    }
}
