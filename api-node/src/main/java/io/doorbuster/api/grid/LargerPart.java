package io.doorbuster.api.grid;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.HazelcastInstance;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a larger part of the grid than the one that a client is with. A client knows the grid by the word of one member:
 * if that one was cut off from the others, and the client was not, the client lets go of all others and stays, and every call
 * of it is refused. Hazelcast has no remedy. Not thread-safe.
 */
public final class LargerPart {
    private static final Logger LOG = LoggerFactory.getLogger(LargerPart.class);

    private final String clusterName;
    private final Set<String> configured;
    private int mostSeen;

    /** @param configured some of the grid's members, as host:port */
    public LargerPart(String clusterName, List<String> configured) {
        this.clusterName = clusterName;
        this.configured = new LinkedHashSet<>(configured);
        this.mostSeen = configured.size();
    }

    /**
     * Asks members that {@code grid} does not see. Blocks for a few seconds if it sees half of them or fewer, else not at all.
     *
     * @return the members of a part that has more of them, as host:port; empty if there is none
     */
    public List<String> elsewhere(HazelcastInstance grid) {
        Set<String> here = members(grid);
        mostSeen = Math.max(mostSeen, here.size());
        if (here.isEmpty() || here.size() * 2 > mostSeen) {
            return List.of();
        }
        Set<String> others = new LinkedHashSet<>(configured);
        others.removeAll(here);
        if (others.isEmpty()) {
            return List.of();
        }
        HazelcastInstance probe = null;
        try {
            probe = HazelcastClient.newHazelcastClient(GridClient.probe(clusterName, List.copyOf(others)));
            Set<String> there = members(probe);
            return isElsewhere(here, there) ? List.copyOf(there) : List.of();
        } catch (RuntimeException nobodyThere) {
            LOG.debug("no member answers at {}", others, nobodyThere);
            return List.of();
        } finally {
            if (probe != null) {
                probe.shutdown();
            }
        }
    }

    /** A part with members of this one is this one, of which there is newer word. */
    static boolean isElsewhere(Set<String> here, Set<String> there) {
        return there.size() > here.size() && Collections.disjoint(here, there);
    }

    private static Set<String> members(HazelcastInstance client) {
        Set<String> members = new LinkedHashSet<>();
        client.getCluster()
                .getMembers()
                .forEach(member -> members.add(member.getAddress().getHost() + ":"
                        + member.getAddress().getPort()));
        return members;
    }
}
