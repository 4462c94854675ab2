package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over a bare socket: stripe-java's default client hides a dropped connection by asking again. */
class FaultsTest {
    private static final String CREATE = "POST /v1/payment_intents";

    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS);

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void dropsBeforeActing() throws IOException {
        sim.once(Fault.DROP_BEFORE, CREATE);

        assertThat(post()).isEmpty();
        assertThat(sim.intents()).isEmpty();
    }

    @Test
    void dropsAfterActing() throws IOException {
        sim.once(Fault.DROP_AFTER, CREATE);

        assertThat(post()).isEmpty();
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void resetsBeforeActing() {
        sim.once(Fault.RESET_BEFORE, CREATE);

        assertThatThrownBy(this::post).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        assertThat(sim.intents()).isEmpty();
    }

    @Test
    void resetsAfterActing() {
        sim.once(Fault.RESET_AFTER, CREATE);

        assertThatThrownBy(this::post).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void breaksTheBody() throws IOException {
        sim.once(Fault.MALFORMED, CREATE);

        assertThat(post())
                .startsWith("HTTP/1.1 200")
                .contains("\"payment_intent\"")
                .doesNotEndWith("}");
        assertThat(post()).endsWith("}").contains("Idempotent-Replayed: true");
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void hangsAndThenDrops() throws IOException {
        sim.faults(Faults.NONE.with(Fault.HANG, 1).withHang(Duration.ofMillis(1)));

        assertThat(post()).isEmpty();
        assertThat(sim.intents()).hasSize(1);
        assertThat(sim.faultCounts()).containsEntry(Fault.HANG, 1L);
    }

    @Test
    void endsAHangWhenItCloses() {
        sim.faults(Faults.NONE.with(Fault.HANG, 1).withHang(Duration.ofHours(1)));
        CompletableFuture<String> hanging = CompletableFuture.supplyAsync(() -> {
            try {
                return post();
            } catch (IOException e) {
                return "";
            }
        });
        await().until(() -> sim.intents().size() == 1);

        sim.close();

        assertThat(hanging).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("");
    }

    @Test
    void endsAConnectionThatSendsTooMuchOrNonsense() throws IOException {
        assertThat(exchange("nonsense\r\n\r\n")).isEmpty();
        assertThat(exchange(CREATE + " HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n"))
                .isEmpty();
        assertThat(exchange(CREATE + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEmpty();
        assertThat(exchange("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n")).isEmpty();
    }

    private String post() throws IOException {
        String body = "amount=5&currency=eur";
        return exchange(CREATE + " HTTP/1.1\r\nAuthorization: Bearer " + Stripe.KEY
                + "\r\nIdempotency-Key: k\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body);
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = send(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket send(String request) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), sim.apiBase().getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
