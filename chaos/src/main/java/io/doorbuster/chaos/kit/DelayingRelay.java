package io.doorbuster.chaos.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Passes TCP on, as late as it is told: where the kernel cannot delay packets. Thread-safe. */
final class DelayingRelay implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int BACKLOG = 256;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Two for each connection, and the nodes' pools bound those. */
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });

    private volatile long delayMillis;

    DelayingRelay(String address, InetSocketAddress target) {
        this.target = target;
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException("no relay on " + address, e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Each piece that is sent from now on comes so much later, each way. */
    void delay(long millis) {
        delayMillis = millis;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                open.add(near);
                threads.execute(() -> connect(near));
            } catch (IOException closed) {
                // The loop's condition tells.
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        open.add(far);
        try {
            far.connect(target);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            threads.execute(() -> pass(far, near));
            pass(near, far);
        } catch (IOException refused) {
            end(near, far);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int bytes = in.read(chunk); bytes >= 0; bytes = in.read(chunk)) {
                TimeUnit.MILLISECONDS.sleep(delayMillis);
                out.write(chunk, 0, bytes);
            }
        } catch (IOException ended) {
            // Whichever side ended, the other hears of it below.
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        end(from, to);
    }

    private void end(Socket... sockets) {
        for (Socket socket : sockets) {
            open.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        end(open.toArray(Socket[]::new));
        threads.shutdownNow();
    }
}
