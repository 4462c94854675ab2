package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemYamlConfig;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.node.GridNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code grid}: one member of the grid. */
@CommandLine.Command(name = "grid", description = "Runs one member of the grid until it is stopped.")
final class GridCommand implements Callable<Integer> {
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
        ledger.migrate();
        GridNode node = GridNode.start(hazelcast, ledger, Clock.systemUTC(), read.paymentsPerSec());
        return Running.untilStopped(
                "ready " + node.member().getCluster().getLocalMember().getAddress(), node, ledger);
    }
}
