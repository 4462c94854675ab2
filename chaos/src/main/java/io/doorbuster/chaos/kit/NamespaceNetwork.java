package io.doorbuster.chaos.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network namespace for each node, joined by a bridge. The crowd and the ledger are on the machine's own side of it, under
 * two addresses, so that a node can be cut off from the one and not from the other. Names carry the process id of the kit
 * that made them: what a dead one left is cleared away. Not thread-safe.
 */
final class NamespaceNetwork implements Network {
    private static final String PREFIX = "dbchaos";
    private static final int FIRST_HOST = 10;
    private static final int MAX_SUBNETS = 200;
    private static final String CROWD_SIDE = ".1";
    private static final String LEDGER_SIDE = ".2";

    private final long pid = ProcessHandle.current().pid();
    private final String bridge = "dbc" + pid;
    private final String subnet;
    private final Map<String, String> addresses = new LinkedHashMap<>();

    NamespaceNetwork() {
        clearLeftovers();
        subnet = freeSubnet();
        Shell.run("ip", "link", "add", bridge, "type", "bridge");
        try {
            Shell.run("ip", "addr", "add", subnet + CROWD_SIDE + "/24", "dev", bridge);
            Shell.run("ip", "addr", "add", subnet + LEDGER_SIDE + "/24", "dev", bridge);
            Shell.run("ip", "link", "set", bridge, "up");
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
        addresses.put(LEDGER, subnet + LEDGER_SIDE);
        addresses.put(PROVIDER, subnet + CROWD_SIDE);
    }

    /** As good a network as can be had here. */
    static Network orLoopback() {
        if (!Shell.isRoot()) {
            return new LoopbackNetwork("network namespaces need root");
        }
        if (!Shell.has("nft") || !Shell.has("ip")) {
            Shell.install("nftables", "iproute2");
        }
        if (!Shell.has("nft") || !Shell.has("ip")) {
            return new LoopbackNetwork("nft or ip is missing: install nftables and iproute2");
        }
        try {
            return new NamespaceNetwork();
        } catch (IllegalStateException refused) {
            return new LoopbackNetwork(String.valueOf(refused.getMessage()));
        }
    }

    static Network loopback() {
        return new LoopbackNetwork("as asked for");
    }

    private static String freeSubnet() {
        try {
            for (int i = 0; i < MAX_SUBNETS; i++) {
                String candidate = "10.77." + i;
                boolean taken = NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .anyMatch(address -> address.getHostAddress().startsWith(candidate + "."));
                if (!taken) {
                    return candidate;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no subnet of 10.77 is free");
    }

    private static void clearLeftovers() {
        for (String line : Shell.run("ip", "netns", "list").lines().toList()) {
            String name = line.split(" ", -1)[0];
            if (name.startsWith(PREFIX + "-") && !isRunning(name.split("-", -1)[1])) {
                remove(name);
            }
        }
        for (String line :
                Shell.run("ip", "-o", "link", "show", "type", "bridge").lines().toList()) {
            String name = line.split(": ", -1)[1];
            if (name.matches("dbc\\d+") && !isRunning(name.substring("dbc".length()))) {
                Shell.run("ip", "link", "del", name);
            }
        }
    }

    private static boolean isRunning(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    /** With what still runs in it; its end of the cable goes with it. */
    private static void remove(String namespace) {
        Shell.Ended listed = Shell.attempt(List.of("ip", "netns", "pids", namespace), "");
        if (listed.status() == 0) {
            listed.output().lines().forEach(process -> Shell.signal("KILL", Long.parseLong(process.strip())));
            Shell.attempt(List.of("ip", "netns", "del", namespace), "");
        }
    }

    private String namespace(String host) {
        return PREFIX + "-" + pid + "-" + host;
    }

    /** On the machine's own side of the bridge. */
    private static boolean isOutside(String host) {
        return host.equals(LEDGER) || host.equals(PROVIDER);
    }

    @Override
    public String description() {
        return "a network namespace for each node, on the bridge " + bridge + " (" + subnet + ".0/24)";
    }

    @Override
    public boolean canBreak() {
        return true;
    }

    @Override
    public void add(String host) {
        String namespace = namespace(host);
        int number = FIRST_HOST + addresses.size();
        String outer = bridge + "v" + number;
        addresses.put(host, subnet + "." + number);
        Shell.run("ip", "netns", "add", namespace);
        Shell.run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        Shell.run("ip", "link", "set", outer, "master", bridge, "up");
        inside(host, "ip", "addr", "add", address(host) + "/24", "dev", "eth0");
        inside(host, "ip", "link", "set", "eth0", "up");
        inside(host, "ip", "link", "set", "lo", "up");
    }

    @Override
    public String address(String host) {
        String address = addresses.get(host);
        if (address == null) {
            throw new IllegalArgumentException("there is no " + host);
        }
        return address;
    }

    @Override
    public List<String> inside(String host) {
        return List.of("ip", "netns", "exec", namespace(host));
    }

    private void inside(String host, String... command) {
        inside(host, List.of(command), "");
    }

    private void inside(String host, List<String> command, String input) {
        List<String> all = new ArrayList<>(inside(host));
        all.addAll(command);
        Shell.run(all, input);
    }

    @Override
    public void drop(Map<Way, Integer> drops) {
        for (String host : addresses.keySet()) {
            if (!isOutside(host)) {
                inside(host, List.of("nft", "-f", "-"), Ruleset.of(host, drops, this::address));
            }
        }
    }

    @Override
    public void throttle(String host, int kilobits) {
        inside(
                host,
                "tc",
                "qdisc",
                "replace",
                "dev",
                "eth0",
                "root",
                "tbf",
                "rate",
                kilobits + "kbit",
                "burst",
                "16kb",
                "latency",
                "400ms");
    }

    @Override
    public void unthrottle(String host) {
        List<String> command = new ArrayList<>(inside(host));
        command.addAll(List.of("tc", "qdisc", "del", "dev", "eth0", "root"));
        // There may be none.
        Shell.attempt(command, "");
    }

    @Override
    public void close() {
        for (String host : addresses.keySet()) {
            if (!isOutside(host)) {
                remove(namespace(host));
            }
        }
        addresses.clear();
        Shell.attempt(List.of("ip", "link", "del", bridge), "");
    }
}
