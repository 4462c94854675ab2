package io.doorbuster.stripesim;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 over plain sockets, a thread for each connection: the JDK's server cannot reset one.
 * Thread-safe.
 */
final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /** Also the number of threads; a client's pool is far smaller. More are closed at once. */
    private static final int MAX_CONNECTIONS = 1_000;

    private static final int IDLE_MILLIS = 60_000;

    private final ServerSocket server;
    private final Function<Request, Answer> handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    Listener(InetAddress address, int port, Function<Request, Answer> handler) {
        this.handler = handler;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "stripe-sim");
            thread.setDaemon(true);
            return thread;
        });
        try {
            server = new ServerSocket(port, MAX_CONNECTIONS, address);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + ", port " + port, e);
        }
    }

    URI address() {
        return URI.create("http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
    }

    void start() {
        threads.execute(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                admit(server.accept());
            } catch (IOException e) {
                LOG.debug("no connection", e);
            }
        }
    }

    private void admit(Socket socket) {
        if (connections.size() >= MAX_CONNECTIONS) {
            close(socket);
            return;
        }
        connections.add(socket);
        try {
            threads.execute(() -> serve(socket));
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile", e);
        }
        if (server.isClosed()) {
            // close() may have gone through the connections before this one was among them.
            connections.remove(socket);
            close(socket);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            RequestReader requests = new RequestReader(new BufferedInputStream(socket.getInputStream()));
            Request request = requests.next();
            while (request != null && answer(socket, request)) {
                request = requests.next();
            }
        } catch (Refusal refused) {
            LOG.debug("unreadable request", refused);
        } catch (IOException e) {
            LOG.debug("a connection ended", e);
        } finally {
            connections.remove(socket);
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(Socket socket, Request request) throws IOException {
        Answer answer = handler.apply(request);
        if (answer.ending() == Answer.Ending.RESET) {
            socket.setSoLinger(true, 0);
        }
        if (answer.ending() != Answer.Ending.REPLY) {
            return false;
        }
        write(socket.getOutputStream(), answer.reply());
        return !"close".equalsIgnoreCase(request.header("connection"));
    }

    private static void write(OutputStream out, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " .\r\n");
        head.append("Content-Type: ").append(reply.type()).append("\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n");
        reply.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, all, 0, headBytes.length);
        System.arraycopy(body, 0, all, headBytes.length, body.length);
        out.write(all);
        out.flush();
    }

    @Override
    public void close() {
        close(server);
        connections.forEach(Listener::close);
        threads.shutdownNow();
    }

    private static void close(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.debug("cannot close", e);
        }
    }
}
