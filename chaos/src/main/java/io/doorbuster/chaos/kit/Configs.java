package io.doorbuster.chaos.kit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The configuration that is shipped, with addresses of the kit's own: what is tested is what operators get. */
final class Configs {
    static final int GRID_PORT = 5701;
    static final int API_PORT = 8080;

    /** Three a payment: the crowd of healed nodes pays up to 40 times a second. */
    private static final int REQUESTS_PER_SEC = 100;

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Path shipped;
    private final Path folder;
    private final String cluster;
    private final List<String> members;
    private final boolean fenced;

    /**
     * Of one cluster.
     *
     * @param members addresses of the grid's members
     * @param fenced whether as shipped; if not, nothing is left of what closes a split cluster
     */
    Configs(Path shipped, Path folder, String cluster, List<String> members, boolean fenced) {
        this.fenced = fenced;
        this.shipped = shipped;
        this.folder = folder;
        this.cluster = cluster;
        this.members =
                members.stream().map(address -> address + ":" + GRID_PORT).toList();
    }

    Path grid(String name, String address, ChaosLedger ledger) {
        ObjectNode hazelcast = read("hazelcast.yaml");
        ObjectNode member = hazelcast.withObject("/hazelcast");
        member.put("cluster-name", cluster);
        if (!fenced) {
            member.remove("cp-subsystem");
            member.remove("split-brain-protection");
        }
        ObjectNode network = member.withObject("/network");
        network.putObject("port").put("port", GRID_PORT).put("auto-increment", false);
        network.putObject("interfaces")
                .put("enabled", true)
                .putArray("interfaces")
                .add(address);
        ObjectNode join = network.putObject("join");
        join.putObject("auto-detection").put("enabled", false);
        join.putObject("multicast").put("enabled", false);
        ObjectNode tcp = join.putObject("tcp-ip").put("enabled", true);
        members.forEach(tcp.putArray("member-list")::add);
        write(name + "-hazelcast.yaml", hazelcast);

        ObjectNode grid = read("grid.yaml").put("hazelcast", name + "-hazelcast.yaml");
        ledger(grid, ledger);
        return write(name + ".yaml", grid);
    }

    Path api(String name, String address, ChaosLedger ledger) {
        ObjectNode api = read("api.yaml");
        api.putObject("http").put("host", address).put("port", API_PORT);
        ObjectNode grid = api.withObject("/cluster").put("name", cluster);
        members.forEach(grid.putArray("members")::add);
        api.putArray("issuers");
        api.put("developmentIssuer", "issuer.key");
        api.remove("sandboxPayments");
        api.putObject("stripe").put("requestsPerSec", REQUESTS_PER_SEC);
        ledger(api, ledger);
        return write(name + ".yaml", api);
    }

    private static void ledger(ObjectNode config, ChaosLedger ledger) {
        config.withObject("/ledger").put("url", ledger.jdbcUrl()).put("user", ledger.user());
    }

    private ObjectNode read(String file) {
        try {
            return (ObjectNode) YAML.readTree(shipped.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + shipped.resolve(file), e);
        }
    }

    private Path write(String file, ObjectNode config) {
        try {
            Path path = folder.resolve(file);
            YAML.writeValue(path.toFile(), config);
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
