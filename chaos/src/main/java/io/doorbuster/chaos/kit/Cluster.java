package io.doorbuster.chaos.kit;

import io.doorbuster.api.auth.DevelopmentIssuer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three members, two HTTP nodes and a Postgres, each a process of its own, and a payment provider. Not thread-safe. */
public final class Cluster implements AutoCloseable {
    public static final List<String> GRID = List.of("grid-1", "grid-2", "grid-3");
    public static final List<String> API = List.of("api-1", "api-2");

    private final Path folder;
    private final Network network;
    private final ChaosLedger ledger;
    private final Provider provider;
    private final DevelopmentIssuer issuer;
    private final List<Node> nodes = new ArrayList<>();
    private final boolean clocks;
    private final Set<LeftOut> leftOut;

    /**
     * Starts everything and waits until it is ready.
     *
     * @param root of the repository, whose configuration is used
     * @param folder for the processes' files
     * @param namespaces whether to ask for network namespaces at all
     * @param clocks whether wall clocks are going to be stepped
     * @param leftOut layers that are taken away
     */
    public Cluster(Path root, Path folder, boolean namespaces, boolean clocks, Set<LeftOut> leftOut)
            throws IOException {
        this.leftOut = Set.copyOf(leftOut);
        this.folder = folder;
        Files.createDirectories(folder);
        network = namespaces ? NamespaceNetwork.orLoopback() : NamespaceNetwork.loopback();
        try {
            Stream.concat(GRID.stream(), API.stream()).forEach(network::add);
            ledger = ChaosLedger.start(folder.resolve("postgres"), network.address(Network.LEDGER));
            provider = Provider.start(network.address(Network.PROVIDER));
            issuer = DevelopmentIssuer.open(folder.resolve("issuer.key"));
            Configs configs = new Configs(
                    root.resolve("config"),
                    folder,
                    "chaos-" + ProcessHandle.current().pid(),
                    GRID.stream().map(network::address).toList(),
                    !leftOut.contains(LeftOut.FENCING));
            boolean stepped = clocks;
            for (String name : GRID) {
                stepped &= add(
                        "grid", name, configs.grid(name, network.address(name), ledger), clocks, "-Xmx768m", Map.of());
            }
            for (String name : API) {
                stepped &= add(
                        "api",
                        name,
                        configs.api(name, network.address(name), ledger),
                        clocks,
                        "-Xmx512m",
                        provider.environment());
            }
            this.clocks = stepped;
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private boolean add(
            String role, String name, Path config, boolean clocks, String memory, Map<String, String> environment)
            throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        @Nullable WallClock clock = clocks ? WallClock.in(own) : null;
        List<String> java = java(memory);
        java.addAll(List.of("io.doorbuster.embedded.DoorbusterCommand", role, "--config", config.toString()));
        nodes.add(new Node(name, own, Node.command(network.inside(name), clock, java), environment, clock));
        return clock != null;
    }

    /** The same JVM, classes and flags as this process has. */
    private List<String> java(String memory) {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("--sun-misc-unsafe"))
                .forEach(java::add);
        if (leftOut.contains(LeftOut.BACKUPS)) {
            java.add("-Ddoorbuster.test.acknowledgeUnbacked=true");
        }
        java.addAll(List.of(
                memory,
                // Several JVMs share few processors, and are started again and again.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + Cluster.class.getResource("nodes-logback.xml"),
                "-cp",
                System.getProperty("java.class.path")));
        return java;
    }

    /** Starts all nodes; blocks until each says that it is ready. */
    public void start() {
        start(GRID);
        start(API);
        provider.deliverTo(url(API.get(0)));
    }

    private void start(List<String> names) {
        names.forEach(name -> node(name).start());
        names.forEach(name -> node(name).awaitReady());
    }

    public Network network() {
        return network;
    }

    public ChaosLedger ledger() {
        return ledger;
    }

    public DevelopmentIssuer issuer() {
        return issuer;
    }

    public Provider provider() {
        return provider;
    }

    public boolean canStepClocks() {
        return clocks;
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public URI url(String api) {
        return URI.create("http://" + network.address(api) + ":" + Configs.API_PORT);
    }

    @Override
    public void close() {
        for (Node node : nodes) {
            if (node.isRunning()) {
                node.resume();
                node.kill();
            }
        }
        provider.close();
        ledger.close();
        network.close();
    }
}
