package io.doorbuster.chaos.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DelayingRelayTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int LATER_MILLIS = 300;

    private final ServerSocket target = new ServerSocket(0, 8, HERE);
    private final DelayingRelay relay = new DelayingRelay(
            HERE.getHostAddress(), new InetSocketAddress(target.getInetAddress(), target.getLocalPort()));

    DelayingRelayTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        relay.close();
        target.close();
    }

    @Test
    void passesOnBothWaysAndEndsWithEitherSide() throws IOException {
        try (Socket near = new Socket(HERE, relay.port());
                Socket far = target.accept()) {
            near.getOutputStream().write(1);
            assertThat(far.getInputStream().read()).isEqualTo(1);
            far.getOutputStream().write(2);
            assertThat(near.getInputStream().read()).isEqualTo(2);
            far.shutdownOutput();
            assertThat(near.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void passesOnNoSoonerThanItIsTold() throws IOException {
        relay.delay(LATER_MILLIS);
        try (Socket near = new Socket(HERE, relay.port());
                Socket far = target.accept()) {
            long sent = System.nanoTime();
            near.getOutputStream().write(1);
            assertThat(far.getInputStream().read()).isEqualTo(1);
            assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(LATER_MILLIS));
        }
    }

    @Test
    void endsAConnectionWhoseTargetIsAway() throws IOException {
        target.close();
        try (Socket near = new Socket(HERE, relay.port())) {
            assertThat(near.getInputStream().read()).isEqualTo(-1);
        }
    }
}
