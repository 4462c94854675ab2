package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemYamlConfig;
import io.doorbuster.ledger.LedgerUnavailableException;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.node.GridNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
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

    @Option(names = "--config", required = true, description = "YAML; config/grid.yaml is an example")
    private @Nullable Path config;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = requireNonNull(config).toAbsolutePath();
        NodeConfig.Grid read = NodeConfig.read(file, NodeConfig.Grid.class, System.getenv());
        Config hazelcast =
                new FileSystemYamlConfig(file.resolveSibling(read.hazelcast()).toFile());
        // The node stops it itself, in order.
        hazelcast.setProperty("hazelcast.shutdownhook.enabled", "false");
        Postgres ledger = Postgres.open(read.ledger().postgres());
        migrateOnceThere(ledger);
        GridNode node = GridNode.start(hazelcast, ledger, Clock.systemUTC(), read.paymentsPerSec());
        return Running.untilStopped(
                "ready " + node.member().getCluster().getLocalMember().getAddress(), node, ledger);
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
