package io.doorbuster.chaos;

import io.doorbuster.chaos.kit.Cluster;
import io.doorbuster.chaos.kit.Network;
import io.doorbuster.chaos.kit.Network.Way;
import io.doorbuster.chaos.kit.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Does faults to a cluster, and undoes them. Blocks until that is done. Not thread-safe. */
final class Injector {
    private static final int ALL = 100;

    private final Cluster cluster;

    Injector(Cluster cluster) {
        this.cluster = cluster;
    }

    void strike(Fault fault) {
        switch (fault.kind()) {
            case KILL_GRID, KILL_API, KILL_ALL -> nodes(fault).forEach(Node::kill);
            case PAUSE_GRID, PAUSE_API -> nodes(fault).forEach(Node::pause);
            case RESTART_GRID, RESTART_API -> nodes(fault).forEach(Node::stop);
            case ROLLING_RESTART ->
                nodes(fault).forEach(node -> {
                    node.stop();
                    node.start();
                    node.awaitReady();
                });
            case CUT, CUT_MEMBERS, CUT_ONE_WAY, CUT_PAIR, LOSS ->
                cluster.network().drop(drops(fault));
            case THROTTLE -> cluster.network().throttle(fault.nodes().get(0), fault.amount());
            case LEDGER_STOP -> cluster.ledger().stop();
            case LEDGER_PAUSE -> cluster.ledger().pause();
            case LEDGER_SLOW -> cluster.ledger().slow(fault.amount());
            case PROVIDER -> cluster.provider().fail(fault.amount());
            case CLOCK -> nodes(fault).forEach(node -> node.stepClock(fault.amount()));
        }
    }

    void heal(Fault fault) {
        switch (fault.kind()) {
            case KILL_GRID, KILL_API, KILL_ALL, RESTART_GRID, RESTART_API -> {
                nodes(fault).forEach(Node::start);
                nodes(fault).forEach(Node::awaitReady);
            }
            case PAUSE_GRID, PAUSE_API -> nodes(fault).forEach(Node::resume);
            case ROLLING_RESTART -> {}
            case CUT, CUT_MEMBERS, CUT_ONE_WAY, CUT_PAIR, LOSS ->
                cluster.network().drop(Map.of());
            case THROTTLE -> cluster.network().unthrottle(fault.nodes().get(0));
            case LEDGER_STOP -> cluster.ledger().restart();
            case LEDGER_PAUSE -> cluster.ledger().resume();
            case LEDGER_SLOW -> cluster.ledger().slow(0);
            case PROVIDER -> cluster.provider().heal();
            case CLOCK -> nodes(fault).forEach(node -> node.stepClock(0));
        }
    }

    private List<Node> nodes(Fault fault) {
        return fault.nodes().stream().map(cluster::node).toList();
    }

    static Map<Way, Integer> drops(Fault fault) {
        Map<Way, Integer> drops = new HashMap<>();
        String one = fault.nodes().get(0);
        Stream<String> members = Cluster.GRID.stream().filter(member -> !member.equals(one));
        switch (fault.kind()) {
            case CUT ->
                Stream.concat(members, Stream.concat(Cluster.API.stream(), Stream.of(Network.LEDGER)))
                        .forEach(other -> both(drops, new Way(one, other), ALL));
            case CUT_MEMBERS -> members.forEach(other -> both(drops, new Way(one, other), ALL));
            case CUT_ONE_WAY -> members.forEach(other -> drops.put(new Way(other, one), ALL));
            case CUT_PAIR -> both(drops, new Way(one, fault.nodes().get(1)), ALL);
            case LOSS ->
                Stream.concat(members, Cluster.API.stream())
                        .forEach(other -> both(drops, new Way(one, other), fault.amount()));
            default -> throw new IllegalArgumentException(fault + " does not lose packets");
        }
        return drops;
    }

    private static void both(Map<Way, Integer> drops, Way way, int percent) {
        drops.put(way, percent);
        drops.put(way.back(), percent);
    }
}
