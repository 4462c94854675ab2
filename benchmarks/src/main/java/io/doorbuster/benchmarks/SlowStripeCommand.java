package io.doorbuster.benchmarks;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.stripesim.Faults;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code bench slow-stripe}: whether a Stripe that takes ten seconds for everything slows those who do not pay. */
@CommandLine.Command(
        name = "slow-stripe",
        mixinStandardHelpOptions = true,
        description =
                "Measures p99 of reserve, stock and the polls of a waiting room while buyers pay through a quick Stripe"
                        + " and, in turn, through one that takes 10 s for each call. Exits with 1 if the median ratio of"
                        + " one is above 1.5.")
final class SlowStripeCommand implements Callable<Integer> {
    private static final int STOCK = 2_000_000;
    private static final Duration SLOW = Duration.ofSeconds(10);

    /** Until the slow calls of one turn have filled the pool, or have left it to the next. */
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private static final double PERCENTILE = 99;

    /** The promise: who does not pay feels no more of it than this. */
    private static final double MAX_RATIO = 1.5;

    @Option(names = "--rounds", description = "of each Stripe, in turn (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", description = "that one turn is measured (default: ${DEFAULT-VALUE})")
    private int seconds = 10;

    @Option(names = "--rate", description = "of each kind of request per second (default: ${DEFAULT-VALUE})")
    private int rate = 500;

    @Option(names = "--payments", description = "checkouts per second meanwhile (default: ${DEFAULT-VALUE})")
    private int payments = 20;

    private final PrintStream out = System.out;

    private final Ratio reserve = new Ratio("reserve");
    private final Ratio stock = new Ratio("stock");
    private final Ratio room = new Ratio("poll of the room");

    /** p99 of one kind of request, with either Stripe, in milliseconds. */
    private record Ratio(String what, Spread fast, Spread slow, Spread ratio) {
        Ratio(String what) {
            this(what, new Spread(), new Spread(), new Spread());
        }

        void add(double fastMillis, double slowMillis) {
            fast.add(fastMillis);
            slow.add(slowMillis);
            ratio.add(slowMillis / fastMillis);
        }

        void print(PrintStream out) {
            out.println(what + ", p99 in ms");
            print(out, "  quick Stripe", fast);
            print(out, "  slow Stripe", slow);
            print(out, "  ratio", ratio);
        }

        private static void print(PrintStream out, String name, Spread spread) {
            out.printf("%-34s %.2f  (%.2f to %.2f)%n", name, spread.median(), spread.min(), spread.max());
        }
    }

    @Override
    public Integer call() throws Exception {
        out.printf("%s, %s%n", LocalDate.now(ZoneOffset.UTC), Machine.describe());
        out.printf(
                "load average %.1f; %d reservations, stock polls and room polls a second each, %d checkouts a second%n",
                Machine.load(), rate, payments);
        Path folder = Files.createTempDirectory("doorbuster-bench");
        try {
            measure(folder);
        } finally {
            BenchCommand.delete(folder);
        }
        List<Ratio> ratios = List.of(reserve, stock, room);
        ratios.forEach(ratio -> ratio.print(out));
        return ratios.stream().allMatch(ratio -> ratio.ratio().median() <= MAX_RATIO) ? 0 : 1;
    }

    private void measure(Path folder) throws Exception {
        Path key = folder.resolve("issuer.key");
        DevelopmentIssuer issuer = DevelopmentIssuer.open(key);
        try (StripeSim stripe = StripeSim.start(StripeSimConfig.DEFAULTS);
                Served stack = Served.start(
                        StackServer.class,
                        folder.resolve("data").toString(),
                        key.toString(),
                        stripe.apiBase().toString())) {
            Merchant merchant = new Merchant(stack, issuer);
            Measured measured =
                    new Measured(stack, merchant.open(STOCK), merchant.join(merchant.withRoom(), "waiting"));
            BuyerTokens buyers = new BuyerTokens(folder.resolve("buyers"), issuer, "buyer");
            BuyerTokens payers = new BuyerTokens(folder.resolve("payers"), issuer, "payer");
            try (PaymentLoad load = new PaymentLoad(stack, measured.sale(), payers, payments)) {
                // The first turn of each is its warm-up.
                for (int round = 0; round <= rounds; round++) {
                    Turn fast = turn(measured, stripe, Faults.NONE, buyers);
                    out.printf("round %d, quick Stripe: %s; checkouts: %s%n", round, fast, load.outcomes());
                    Turn slow = turn(measured, stripe, Faults.NONE.withPace(SLOW), buyers);
                    out.printf("round %d, slow Stripe:  %s; checkouts: %s%n", round, slow, load.outcomes());
                    if (round > 0) {
                        reserve.add(fast.reserve(), slow.reserve());
                        stock.add(fast.stock(), slow.stock());
                        room.add(fast.room(), slow.room());
                    }
                }
            }
        }
    }

    /**
     * Paths.
     *
     * @param place of a buyer who waits
     */
    private record Measured(Served stack, String sale, String place) {}

    /** p99 in milliseconds. */
    private record Turn(double reserve, double stock, double room) {
        @Override
        public String toString() {
            return "p99 of reserve %.2f ms, stock %.2f ms, room %.2f ms".formatted(reserve, stock, room);
        }
    }

    private Turn turn(Measured measured, StripeSim stripe, Faults faults, BuyerTokens buyers)
            throws IOException, InterruptedException {
        stripe.faults(faults);
        LockSupport.parkNanos(SETTLE.toNanos());
        Served stack = measured.stack();
        OpenLoop reserving = OpenLoop.reservations(stack.url(measured.sale() + "/reserve"), rate, buyers);
        CompletableFuture<Histogram> stockPolls = polls(stack.url(measured.sale() + "/stock"));
        CompletableFuture<Histogram> roomPolls = polls(stack.url(measured.place()));
        Histogram reserved = reserving.run(seconds);
        return new Turn(millis(reserved), millis(stockPolls.join()), millis(roomPolls.join()));
    }

    private CompletableFuture<Histogram> polls(URI address) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return OpenLoop.polls(address, rate).run(seconds);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("the polls failed", e);
            }
        });
    }

    private static double millis(Histogram latencies) {
        return TimeUnit.MICROSECONDS.toNanos(latencies.getValueAtPercentile(PERCENTILE)) / 1e6;
    }
}
