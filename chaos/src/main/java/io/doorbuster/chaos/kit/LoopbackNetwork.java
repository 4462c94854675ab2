package io.doorbuster.chaos.kit;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An address of loopback for each node: they are processes of their own, and nothing can come between them. */
final class LoopbackNetwork implements Network {
    private final String why;
    private final Map<String, String> addresses = new HashMap<>();

    /** @param why it has to do */
    LoopbackNetwork(String why) {
        this.why = why;
        addresses.put(LEDGER, "127.0.0.1");
        addresses.put(PROVIDER, "127.0.0.1");
    }

    @Override
    public String description() {
        return "loopback addresses (" + why + "): the network cannot be cut, throttled or made to lose packets";
    }

    @Override
    public boolean canBreak() {
        return false;
    }

    @Override
    public void add(String host) {
        addresses.put(host, "127.0.77." + (10 + addresses.size()));
    }

    @Override
    public String address(String host) {
        return requireNonNull(addresses.get(host), () -> "there is no " + host);
    }

    @Override
    public List<String> inside(String host) {
        return List.of();
    }

    @Override
    public void drop(Map<Way, Integer> drops) {
        if (!drops.isEmpty()) {
            throw new UnsupportedOperationException(description());
        }
    }

    @Override
    public void throttle(String host, int kilobits) {
        throw new UnsupportedOperationException(description());
    }

    @Override
    public void unthrottle(String host) {
        // It never was.
    }

    @Override
    public void close() {
        // Nothing was made.
    }
}
