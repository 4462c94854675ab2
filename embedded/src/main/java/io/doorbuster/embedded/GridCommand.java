package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemYamlConfig;
import io.doorbuster.ledger.LedgerUnavailableException;
import io.doorbuster.ledger.Postgres;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code grid}: one member of the grid. */
@CommandLine.Command(name = "grid", description = "Runs one member of the grid until it is stopped.")
final class GridCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(GridCommand.class);

    /** Often enough to be there soon after Postgres, seldom enough to leave a readable log. */
    private static final long LOOK_MILLIS = 2_000;

    /** Backups of a full grid are there within it. A grid that has lost its majority is never safe, and waits for an operator. */
    private static final Duration SAFE_WITHIN = Duration.ofSeconds(30);

    @Option(names = "--config", required = true, description = "YAML; config/grid.yaml is an example")
    private @Nullable Path config;

    @Override
    public Integer call() throws Exception {
        Path file = requireNonNull(config).toAbsolutePath();
        NodeConfig.Grid read = NodeConfig.read(file, NodeConfig.Grid.class, System.getenv());
        Postgres ledger = Postgres.open(read.ledger().postgres());
        migrateOnceThere(ledger);
        GridMember member =
                new GridMember(() -> hazelcast(file.resolveSibling(read.hazelcast())), ledger, read.paymentsPerSec());
        // A member that has joined is to leave in order, also if it is not ready yet.
        Running.closeOnSignal(member, ledger);
        String address = member.start();
        if (!member.awaitSafe(SAFE_WITHIN)) {
            LOG.warn("no other member should be stopped yet: this one has no vote, or backups are not complete");
        }
        return Running.ready("ready " + address);
    }

    private static Config hazelcast(Path file) throws FileNotFoundException {
        Config config = new FileSystemYamlConfig(file.toFile());
        // The node stops it itself, in order.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        return config;
    }

    /** Waits for as long as it takes; a signal ends the process meanwhile. */
    private static void migrateOnceThere(Postgres ledger) throws InterruptedException {
        while (true) {
            try {
                ledger.migrate();
                return;
            } catch (LedgerUnavailableException away) {
                LOG.warn("waiting for Postgres: {}", away.getMessage());
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }
}
