package io.doorbuster.chaos;

import io.doorbuster.chaos.kit.Cluster;
import io.doorbuster.chaos.kit.LeftOut;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code ./doorbuster chaos}: breaks a cluster by a seeded schedule while a crowd buys, and checks what it promised. */
@CommandLine.Command(
        name = "chaos",
        subcommands = RecoveryCommand.class,
        mixinStandardHelpOptions = true,
        description = "Breaks a cluster while a crowd buys from it, and checks that it kept its promises.")
public final class ChaosCommand implements Callable<Integer> {
    enum NodesIn {
        NETNS,
        LOOPBACK
    }

    @Option(names = "--seed", description = "replays a schedule; drawn and printed if absent")
    private @Nullable Long seed;

    @Option(names = "--minutes", defaultValue = "3", description = "of faults; healing and selling out come on top")
    private double minutes;

    @Option(names = "--once", description = "every kind once, however long that takes, instead of --minutes")
    private boolean once;

    @Option(names = "--faults", split = ",", description = "only these kinds, as printed; all if absent")
    private @Nullable List<String> faults;

    @Option(names = "--shortest", defaultValue = "1", description = "fault, in seconds")
    private int shortest;

    @Option(names = "--longest", defaultValue = "30", description = "fault, in seconds")
    private int longest;

    @Option(
            names = "--patience",
            defaultValue = "300",
            description = "seconds that the crowd goes on once all is healed, if units are left, and half of it for"
                    + " payments to end; less for a cluster that is going to fail")
    private int patienceSec;

    @Option(names = "--nodes", defaultValue = "NETNS", description = "netns or loopback")
    private NodesIn nodes = NodesIn.NETNS;

    @Option(
            names = "--leave-out",
            split = ",",
            description =
                    "a layer that keeps the cluster from overselling, to see the checker find it: ${COMPLETION-CANDIDATES}")
    private Set<LeftOut> leftOut = EnumSet.noneOf(LeftOut.class);

    @Option(names = "--json", description = "one JSON object as the last line")
    private boolean json;

    @Option(names = "--keep", description = "keep the files of a clean run too")
    private boolean keep;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ChaosCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long used = seed == null ? new Random().nextInt(1_000_000) : seed;
        if (patienceSec < 1 || patienceSec > 3_600) {
            throw new IllegalArgumentException("--patience must be from 1 to 3600 seconds");
        }
        Set<FaultKind> kinds = kinds();
        Path folder = Path.of(System.getProperty("doorbuster.home", ".doorbuster"))
                .toAbsolutePath()
                .resolve("chaos")
                .resolve(used + "-" + System.currentTimeMillis());
        PrintStream out = System.out;
        Path root = Path.of(System.getProperty("doorbuster.root", ".")).toAbsolutePath();
        Cluster cluster = new Cluster(root, folder, nodes == NodesIn.NETNS, kinds.contains(FaultKind.CLOCK), leftOut);
        // Also when it is interrupted: what was made on this machine does not stay.
        Thread cleanUp = new Thread(cluster::close, "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        out.println("nodes in " + cluster.network().description());
        out.println("files in " + folder);
        Outcome outcome = new ChaosRun(
                        used,
                        schedule(used, kinds, cluster, out),
                        cluster,
                        Duration.ofSeconds(patienceSec),
                        folder,
                        out)
                .run();
        outcome.print(out);
        cluster.close();
        Runtime.getRuntime().removeShutdownHook(cleanUp);
        if (outcome.isClean() && !keep) {
            delete(folder);
        }
        if (json) {
            out.println(outcome.json());
        }
        return outcome.isClean() ? 0 : 1;
    }

    private List<Fault> schedule(long used, Set<FaultKind> kinds, Cluster cluster, PrintStream out) {
        Set<FaultKind> possible = EnumSet.copyOf(kinds);
        if (!cluster.network().canBreak()) {
            possible.removeIf(kind -> kind.needs == FaultKind.Needs.NETWORK);
        }
        if (!cluster.canStepClocks()) {
            possible.removeIf(kind -> kind.needs == FaultKind.Needs.CLOCKS);
        }
        Set<FaultKind> left = EnumSet.copyOf(kinds);
        left.removeAll(possible);
        left.forEach(kind -> out.println("not possible here: " + kind.word() + ", " + kind.description));
        if (possible.isEmpty()) {
            cluster.close();
            throw new IllegalArgumentException("none of the faults asked for is possible here");
        }
        Schedule.Lengths lengths = new Schedule.Lengths(shortest, longest);
        List<Fault> schedule = once
                ? Schedule.each(used, possible, lengths)
                : Schedule.draw(used, Duration.ofMillis((long) (minutes * 60_000)), possible, lengths);
        out.println("seed " + used + ", schedule:");
        schedule.forEach(fault -> out.println("  " + fault));
        return schedule;
    }

    private Set<FaultKind> kinds() {
        if (faults == null) {
            return EnumSet.allOf(FaultKind.class);
        }
        return faults.stream()
                .map(ChaosCommand::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
    }

    private static FaultKind kind(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.word().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault " + word + ", only "
                        + Arrays.stream(FaultKind.values()).map(FaultKind::word).toList()));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
