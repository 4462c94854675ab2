package io.doorbuster.chaos.kit;

import io.doorbuster.chaos.kit.Network.Way;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The packets that a node loses, in nft's language. It takes the place of what was there in one step. */
final class Ruleset {
    private static final String TABLE = "inet chaos";
    private static final int ALL = 100;

    private Ruleset() {}

    /**
     * The rules of one node. A packet is lost where it arrives, so that its sender cannot tell; only where that is no
     * namespace of ours, it is lost where it leaves.
     *
     * @param address of each node
     */
    static String of(String host, Map<Way, Integer> drops, UnaryOperator<String> address) {
        StringBuilder in = new StringBuilder();
        StringBuilder out = new StringBuilder();
        byName(drops).forEach((name, percent) -> {
            String[] ends = name.split(">", -1);
            if (ends[1].equals(host)) {
                in.append(rule("saddr", address.apply(ends[0]), percent));
            } else if (ends[0].equals(host) && ends[1].equals(Network.LEDGER)) {
                out.append(rule("daddr", address.apply(ends[1]), percent));
            }
        });
        // Made, emptied and made again: deleting fails where there is none.
        return """
                table %s
                delete table %s
                table %s {
                  chain in { type filter hook input priority 0; policy accept;
                %s  }
                  chain out { type filter hook output priority 0; policy accept;
                %s  }
                }
                """.formatted(TABLE, TABLE, TABLE, in, out);
    }

    private static Map<String, Integer> byName(Map<Way, Integer> drops) {
        Map<String, Integer> names = new TreeMap<>();
        drops.forEach((way, percent) -> names.put(way.from() + ">" + way.to(), percent));
        return names;
    }

    private static String rule(String side, String address, int percent) {
        String some = percent >= ALL ? "" : "numgen random mod 100 < " + percent + " ";
        return "    ip " + side + " " + address + " " + some + "drop\n";
    }
}
