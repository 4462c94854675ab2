package io.doorbuster.chaos.kit;

import io.doorbuster.embedded.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** A real Postgres that the nodes reach over the network. Not thread-safe. */
public final class ChaosLedger implements AutoCloseable {
    private final LocalPostgres server;
    private final Path data;
    private final String address;
    private final DelayingRelay relay;

    private ChaosLedger(LocalPostgres server, Path data, String address) {
        this.server = server;
        this.data = data;
        this.address = address;
        this.relay = new DelayingRelay(address, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    }

    /** @param address where nodes look for it */
    static ChaosLedger start(Path data, String address) {
        return new ChaosLedger(LocalPostgres.start(data), data, address);
    }

    /** From this process. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), "");
    }

    /** From the nodes. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + address + ":" + relay.port() + "/postgres";
    }

    String user() {
        return server.user();
    }

    public void stop() {
        server.stop();
    }

    public void restart() {
        server.restart();
    }

    /** The server and all of its children stand still, as when the disk does not answer. */
    public void pause() {
        processes().forEach(pid -> Shell.signal("STOP", pid));
    }

    public void resume() {
        processes().forEach(pid -> Shell.signal("CONT", pid));
    }

    /** Every question and every answer comes so much later, as when the disk is slow or the server far away. */
    public void slow(long millis) {
        relay.delay(millis);
    }

    private List<Long> processes() {
        try {
            long postmaster = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            ProcessHandle parent = ProcessHandle.of(postmaster).orElseThrow();
            return Stream.concat(Stream.of(parent), parent.descendants())
                    .map(ProcessHandle::pid)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Postgres does not run", e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            // One that stands still does not stop.
            resume();
        }
        relay.close();
        server.close();
    }
}
