package io.doorbuster.chaos.kit;

import io.doorbuster.embedded.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A real Postgres that the nodes reach over the network. Not thread-safe. */
public final class ChaosLedger implements AutoCloseable {
    private final LocalPostgres server;
    private final Path data;
    private final String address;

    private ChaosLedger(LocalPostgres server, Path data, String address) {
        this.server = server;
        this.data = data;
        this.address = address;
    }

    /** @param address where nodes look for it; whoever is in its network of 256 addresses may come in */
    static ChaosLedger start(Path data, String address) {
        boolean loopback = address.startsWith("127.");
        LocalPostgres server = loopback ? LocalPostgres.start(data) : LocalPostgres.startAlsoOn(address, data);
        ChaosLedger ledger = new ChaosLedger(server, data, address);
        if (!loopback) {
            ledger.letIn(address.replaceFirst("\\d+$", "0/24"));
        }
        return ledger;
    }

    private void letIn(String network) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            Files.writeString(
                    data.resolve("pg_hba.conf"), "\nhost all all " + network + " trust\n", StandardOpenOption.APPEND);
            statement.execute("SELECT pg_reload_conf()");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("Postgres does not take its configuration", e);
        }
    }

    /** From this process. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), "");
    }

    /** From the nodes. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + address + ":" + server.port() + "/postgres";
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
        server.close();
    }
}
