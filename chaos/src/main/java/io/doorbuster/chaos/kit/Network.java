package io.doorbuster.chaos.kit;

import java.util.List;
import java.util.Map;

/** Where nodes live, and what can be done to the packets between them. */
public interface Network extends AutoCloseable {
    /** The name under which a network knows the ledger. */
    String LEDGER = "ledger";

    /** The name under which a network knows the payment provider; always reachable, its failures are its own. */
    String PROVIDER = "provider";

    /** What it is, in a line for the operator. */
    String description();

    /** Whether {@link #drop} and {@link #throttle} do anything. */
    boolean canBreak();

    /** Makes room for a node; its address is in {@link #address} from then on. */
    void add(String host);

    String address(String host);

    /** What must stand before a command so that it runs as that node. */
    List<String> inside(String host);

    /**
     * Loses packets from now on, instead of what was lost before.
     *
     * @param drops percent of the packets that are lost on each way
     */
    void drop(Map<Way, Integer> drops);

    /** Lets a node send so many kilobits a second. */
    void throttle(String host, int kilobits);

    void unthrottle(String host);

    @Override
    void close();

    /** One way between two nodes. */
    record Way(String from, String to) {
        public Way back() {
            return new Way(to, from);
        }
    }
}
