package io.doorbuster.benchmarks;

import io.doorbuster.api.auth.DevelopmentIssuer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code bench}: what the whole stack does on this machine, and what of it is Doorbuster's own cost. */
@CommandLine.Command(
        name = "bench",
        subcommands = SlowStripeCommand.class,
        mixinStandardHelpOptions = true,
        description = "Measures reservations per second over HTTP, their ratio to a bare handler that verifies the same"
                + " tokens, and what lies around them.")
final class BenchCommand implements Callable<Integer> {
    private static final int STOCK = 4_000_000;

    /** Fewer leave the compiler unfinished, and a busy machine takes long for them. */
    private static final int WARM_UP_REQUESTS = 150_000;

    private static final int MAX_WARM_UPS = 6;

    @Option(names = "--rounds", description = "of each measurement, interleaved (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--seconds", description = "that one round lasts (default: ${DEFAULT-VALUE})")
    private int seconds = 5;

    @Option(names = "--warm-up", description = "seconds of each server, more if it is slow (default: ${DEFAULT-VALUE})")
    private int warmUpSeconds = 15;

    @Option(names = "--connections", description = "of the load generator (default: ${DEFAULT-VALUE})")
    private int connections = 128;

    @Option(names = "--rate", description = "reservations per second of the open loop (default: ${DEFAULT-VALUE})")
    private int rate = 2_000;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("doorbuster: " + failure.getMessage());
                    if (Boolean.getBoolean("doorbuster.trace")) {
                        failure.printStackTrace(line.getErr());
                    }
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        out.printf("%s, %s%n", LocalDate.now(ZoneOffset.UTC), Machine.describe());
        out.printf(
                "load average %.1f; %d connections, %d rounds of %d s%n", Machine.load(), connections, rounds, seconds);
        Path folder = Files.createTempDirectory("doorbuster-bench");
        try {
            measure(folder);
        } finally {
            delete(folder);
        }
        out.printf("load average at the end %.1f%n", Machine.load());
        return 0;
    }

    private void measure(Path folder) throws Exception {
        Wrk wrk = new Wrk(folder, connections);
        Path key = folder.resolve("issuer.key");
        DevelopmentIssuer issuer = DevelopmentIssuer.open(key);
        BuyerTokens buyers = new BuyerTokens(folder.resolve("tokens"), issuer, "buyer");
        buyers.provide(warmUpSeconds);
        try (Served stack =
                        Served.start(StackServer.class, folder.resolve("data").toString(), key.toString());
                Served bare = Served.start(BareServer.class, key.toString())) {
            Merchant merchant = new Merchant(stack, issuer);
            String sale = merchant.open(STOCK);
            List<Double> coldStart = coldStart(wrk, stack, sale, buyers);
            String soldOut = merchant.soldOut();
            Load reserve = new Load(wrk, buyers, sale + "/reserve");
            reserve.warmUp(bare, warmUpSeconds);
            reserve.warmUp(stack, warmUpSeconds);
            Spread warm = reservations(stack, bare, reserve);
            print(coldStart, warm.median(), stack.startSeconds());
            others(wrk, stack, sale, soldOut, new BuyerTokens(folder.resolve("late"), issuer, "late"));
            room(wrk, stack, merchant, sale, new BuyerTokens(folder.resolve("waiters"), issuer, "waiter"));
            latency(stack, sale, buyers);
        }
        gridOnly();
    }

    /** Reservations in each of the first seconds of load. */
    private List<Double> coldStart(Wrk wrk, Served stack, String sale, BuyerTokens buyers)
            throws IOException, InterruptedException {
        List<Double> perSecond = new ArrayList<>();
        for (int second = 0; second < warmUpSeconds; second++) {
            perSecond.add(wrk.reserve(stack.url(sale + "/reserve"), buyers, 1).perSecond());
        }
        stack.tell("settle");
        return perSecond;
    }

    /** Against the warm rounds, not against the end of the cold start, when the compiler may be far from done. */
    private void print(List<Double> coldStart, double steady, double startSeconds) {
        int second = 0;
        while (second < coldStart.size() && coldStart.get(second) < 0.9 * steady) {
            second++;
        }
        String reached = second < coldStart.size()
                ? "in second %d of load".formatted(second + 1)
                : "not within %d s of load".formatted(coldStart.size());
        out.printf("started in %.1f s; 90 %% of the warm rate %s; the seconds:", startSeconds, reached);
        coldStart.forEach(value -> out.printf(" %,.0f", value));
        out.println();
    }

    /** Reservations of new buyers, on any server that takes them. */
    private record Load(Wrk wrk, BuyerTokens buyers, String path) {
        void warmUp(Served server, int seconds) throws IOException, InterruptedException {
            double requests = 0;
            for (int time = 0; time < MAX_WARM_UPS && requests < WARM_UP_REQUESTS; time++) {
                requests += seconds * on(server, seconds, new Spread());
            }
        }

        double on(Served server, int seconds, Spread cpuMicros) throws IOException, InterruptedException {
            double before = server.cpuMicros();
            Wrk.Load load = wrk.reserve(server.url(path), buyers, seconds);
            cpuMicros.add((server.cpuMicros() - before) / load.requests());
            if (load.refused() > 0) {
                throw new IOException(load.refused() + " of " + load.requests() + " reservations were refused");
            }
            return load.perSecond();
        }
    }

    private Spread reservations(Served stack, Served bare, Load reserve) throws IOException, InterruptedException {
        Spread bareCpu = new Spread();
        Spread stackCpu = new Spread();
        Spread unwrittenCpu = new Spread();
        Spread bareRate = new Spread();
        Spread stackRate = new Spread();
        Spread ratio = new Spread();
        Spread unwrittenRate = new Spread();
        Spread unwrittenRatio = new Spread();
        for (int round = 0; round < rounds; round++) {
            bareRate.add(reserve.on(bare, seconds, bareCpu));
            stackRate.add(reserve.on(stack, seconds, stackCpu));
            ratio.add(stackRate.last() / bareRate.last());
            stack.tell("settle");
            stack.tell("suspend");
            unwrittenRate.add(reserve.on(stack, seconds, unwrittenCpu));
            unwrittenRatio.add(unwrittenRate.last() / bareRate.last());
            stack.tell("resume");
            stack.tell("settle");
        }
        print("bare handler, the same tokens, requests/s", bareRate);
        print("  CPU of its JVM, µs each", bareCpu);
        print("reservations over HTTP, ledger running, /s", stackRate);
        print("  ratio to the bare handler", ratio);
        print("  CPU of its JVM, µs each", stackCpu);
        print("reservations over HTTP, ledger suspended, /s", unwrittenRate);
        print("  ratio to the bare handler", unwrittenRatio);
        print("  CPU of its JVM, µs each", unwrittenCpu);
        return stackRate;
    }

    private void others(Wrk wrk, Served stack, String sale, String soldOut, BuyerTokens late)
            throws IOException, InterruptedException {
        Spread refusals = new Spread();
        Spread polls = new Spread();
        wrk.reserve(stack.url(soldOut + "/reserve"), late, seconds);
        wrk.poll(stack.url(sale + "/stock"), seconds);
        for (int round = 0; round < rounds; round++) {
            Wrk.Load load = wrk.reserve(stack.url(soldOut + "/reserve"), late, seconds);
            if (load.refused() < load.requests()) {
                throw new IOException("a sold-out sale sold something");
            }
            refusals.add(load.perSecond());
            polls.add(wrk.poll(stack.url(sale + "/stock"), seconds).perSecond());
        }
        print("sold-out answers, each to a new buyer, /s", refusals);
        print("stock polls, /s", polls);
    }

    /** Joins, and polls by one who waits behind all who joined, beside polls of a stock. */
    private void room(Wrk wrk, Served stack, Merchant merchant, String sale, BuyerTokens waiters)
            throws IOException, InterruptedException {
        String room = merchant.withRoom();
        Spread joins = new Spread();
        Spread polls = new Spread();
        Spread pollCpu = new Spread();
        Spread stockCpu = new Spread();
        for (int round = 0; round <= rounds; round++) {
            Wrk.Load joined = wrk.join(stack.url(room + "/waiting-room"), waiters, seconds);
            if (joined.refused() > 0) {
                throw new IOException(joined.refused() + " of " + joined.requests() + " joins were refused");
            }
            stack.tell("settle");
            URI place = stack.url(merchant.join(room, "last-" + round));
            Spread stockRate = new Spread();
            poll(wrk, stack, place, polls, pollCpu);
            poll(wrk, stack, stack.url(sale + "/stock"), stockRate, stockCpu);
            joins.add(joined.perSecond());
            if (round == 0) {
                // The first round is its warm-up.
                joins = new Spread();
                polls = new Spread();
                pollCpu = new Spread();
                stockCpu = new Spread();
            }
        }
        print("joins of the waiting room, each a new buyer, /s", joins);
        print("waiting-room polls, /s", polls);
        print("  CPU of its JVM, µs each", pollCpu);
        print("  and of a stock poll, in turn with them", stockCpu);
    }

    private void poll(Wrk wrk, Served stack, URI address, Spread rate, Spread cpuMicros)
            throws IOException, InterruptedException {
        double before = stack.cpuMicros();
        Wrk.Load load = wrk.poll(address, seconds);
        if (load.refused() > 0) {
            throw new IOException(load.refused() + " of " + load.requests() + " polls were refused");
        }
        rate.add(load.perSecond());
        cpuMicros.add((stack.cpuMicros() - before) / load.requests());
    }

    private void latency(Served stack, String sale, BuyerTokens buyers) throws IOException, InterruptedException {
        OpenLoop loop = OpenLoop.reservations(stack.url(sale + "/reserve"), rate, buyers);
        loop.run(seconds);
        Histogram latencies = loop.run(rounds * seconds);
        out.printf("reserve at a fixed %,d/s, ms:", rate);
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
            out.printf("  p%s %.2f", percentile, latencies.getValueAtPercentile(percentile) / 1_000.0);
        }
        out.println();
    }

    private void gridOnly() throws IOException, InterruptedException {
        Spread grid = new Spread();
        Process process = Served.java(GridOnly.class, Integer.toString(rounds + 1), Integer.toString(seconds));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            // The first round is its warm-up.
            lines.lines().skip(1).mapToDouble(Double::parseDouble).forEach(grid::add);
        }
        if (process.waitFor() != 0) {
            throw new IOException("the grid alone failed; what it said is above");
        }
        print("reservations in the grid alone, no HTTP, /s", grid);
    }

    private void print(String what, Spread spread) {
        String number = spread.max() < 10 ? "%.2f" : "%,.0f";
        out.printf(
                "%-46s " + number + "  (" + number + " to " + number + ")%n",
                what,
                spread.median(),
                spread.min(),
                spread.max());
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
