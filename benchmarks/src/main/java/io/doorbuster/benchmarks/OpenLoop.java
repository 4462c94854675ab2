package io.doorbuster.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Buyers that come by the clock, whether or not the server keeps up. A latency is counted from the moment at which the
 * request was due, so a server that stalls is charged with everybody who would have come meanwhile (coordinated omission).
 */
final class OpenLoop {
    /** So many requests can be late at once; each has a connection and a thread that mostly sleeps. */
    private static final int CONNECTIONS = 64;

    private static final long MAX_LATENCY_MICROS = 60_000_000;
    private static final String BODY = "{\"quantity\":1}";

    /** One request after the other. */
    private interface Requests {
        byte[] next() throws IOException;
    }

    private final URI address;
    private final int perSecond;
    private final int goodStatus;
    private final Requests requests;

    private OpenLoop(URI address, int perSecond, int goodStatus, Requests requests) {
        this.address = address;
        this.perSecond = perSecond;
        this.goodStatus = goodStatus;
        this.requests = requests;
    }

    /** A reservation by a new buyer each time. */
    static OpenLoop reservations(URI address, int perSecond, BuyerTokens buyers) {
        return new OpenLoop(address, perSecond, 201, () -> reservation(address, buyers.take()));
    }

    /** The same question each time. */
    static OpenLoop polls(URI address, int perSecond) {
        byte[] poll = ("GET " + address.getPath() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        return new OpenLoop(address, perSecond, 200, () -> poll);
    }

    /** Latencies in microseconds of requests that were all answered as hoped. */
    Histogram run(int seconds) throws IOException, InterruptedException {
        List<List<byte[]>> due = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            due.add(new ArrayList<>());
        }
        for (int request = 0; request < perSecond * seconds; request++) {
            due.get(request % CONNECTIONS).add(requests.next());
        }
        long startNanos = System.nanoTime() + 500_000_000L;
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Histogram>> running = new ArrayList<>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                int number = connection;
                running.add(threads.submit(() -> send(number, due.get(number), startNanos)));
            }
            Histogram all = new Histogram(MAX_LATENCY_MICROS, 3);
            for (Future<Histogram> one : running) {
                all.add(one.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IOException("the open loop failed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private Histogram send(int connection, List<byte[]> due, long startNanos) {
        Histogram latencies = new Histogram(MAX_LATENCY_MICROS, 3);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < due.size(); i++) {
                long dueNanos = startNanos + (long) ((connection + (double) i * CONNECTIONS) * 1e9 / perSecond);
                for (long wait = dueNanos - System.nanoTime(); wait > 0; wait = dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                socket.getOutputStream().write(due.get(i));
                read(in);
                latencies.recordValue(Math.min(MAX_LATENCY_MICROS, (System.nanoTime() - dueNanos) / 1_000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return latencies;
    }

    private static byte[] reservation(URI address, String token) {
        return ("POST " + address.getPath() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + BODY.length() + "\r\nAuthorization: Bearer " + token + "\r\n\r\n" + BODY)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 " + goodStatus)) {
            throw new IOException(address + " was answered " + status);
        }
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
