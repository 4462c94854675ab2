package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ListenerTest {
    private static final int TIMES = 200;
    private static final int PATIENCE_MILLIS = 5_000;

    @Test
    void leavesNoConnectionOpenThatWasMadeWhileItClosed() {
        for (int i = 0; i < TIMES; i++) {
            Listener listener = new Listener(InetAddress.getLoopbackAddress(), 0, request -> Answer.DROP);
            listener.start();
            CompletableFuture<List<Socket>> clients = CompletableFuture.supplyAsync(
                    () -> connectUntilRefused(listener.address().getPort()));
            listener.close();

            clients.join()
                    .forEach(client -> assertThatCode(() -> readToTheEnd(client))
                            .as("a connection that nobody serves")
                            .doesNotThrowAnyException());
        }
    }

    private static List<Socket> connectUntilRefused(int port) {
        List<Socket> connected = new ArrayList<>();
        try {
            while (true) {
                connected.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
        } catch (IOException refused) {
            return connected;
        }
    }

    private static void readToTheEnd(Socket client) throws IOException {
        try (client) {
            client.setSoTimeout(PATIENCE_MILLIS);
            // The kernel may let a listening socket go in the middle of a handshake, and tell only who sends something.
            client.getOutputStream().write(0);
            client.getInputStream().readAllBytes();
        } catch (SocketTimeoutException stillOpen) {
            throw stillOpen;
        } catch (SocketException reset) {
            // an end as well
        }
    }
}
