package io.doorbuster.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Postgres server of our own, on loopback, with its data in a folder. It survives a {@code kill -9} of this
 * process; the next start on the same folder ends it first.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);

    private static final Duration START = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 30;

    private static final String LOOPBACK = "127.0.0.1";

    private final Path dataDirectory;
    private final int port;
    private EmbeddedPostgres server;

    private LocalPostgres(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        this.port = freePort();
        this.server = launch();
    }

    /** Starts a server on {@code dataDirectory}, which is made if it is missing; blocks until it answers. */
    public static LocalPostgres start(Path dataDirectory) {
        return new LocalPostgres(dataDirectory);
    }

    private EmbeddedPostgres launch() {
        try {
            Files.createDirectories(dataDirectory);
            endPredecessor(dataDirectory);
            return EmbeddedPostgres.builder()
                    .setDataDirectory(dataDirectory)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setPGStartupWait(START)
                    .setServerConfig("listen_addresses", LOOPBACK)
                    // The builder's defaults are for throw-away tests. This is a ledger.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Postgres does not start in " + dataDirectory, e);
        }
    }

    private static void endPredecessor(Path dataDirectory) throws IOException {
        Path pidFile = dataDirectory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        Optional<ProcessHandle> predecessor = ProcessHandle.of(pid).filter(LocalPostgres::isPostgres);
        if (predecessor.isPresent()) {
            LOG.info("ending the Postgres that an earlier process left in {}", dataDirectory);
            predecessor.get().destroy();
            try {
                predecessor.get().onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("Postgres process " + pid + " of an earlier start does not end", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while an earlier Postgres was ending", e);
            }
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().orElse("").contains("postgres");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free on loopback", e);
        }
    }

    public int port() {
        return port;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + LOOPBACK + ":" + port + "/postgres";
    }

    public String user() {
        return "postgres";
    }

    /** Stops the server in order, keeping its data; for tests of a ledger outage. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Postgres does not stop", e);
        }
    }

    /** Starts the server again, on the same port, after {@link #stop}. */
    public void restart() {
        server = launch();
    }

    @Override
    public void close() {
        stop();
    }
}
