package io.doorbuster.benchmarks;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.stripesim.Faults;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
                "Measures p99 of reserve and stock while buyers pay through a quick Stripe and, in turn, through one"
                        + " that takes 10 s for each call.")
final class SlowStripeCommand implements Callable<Integer> {
    private static final int STOCK = 2_000_000;
    private static final Duration SLOW = Duration.ofSeconds(10);

    /** Until the slow calls of one turn have filled the pool, or have left it to the next. */
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private static final double PERCENTILE = 99;

    @Option(names = "--rounds", description = "of each Stripe, in turn (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", description = "that one turn is measured (default: ${DEFAULT-VALUE})")
    private int seconds = 10;

    @Option(names = "--rate", description = "reservations, and stock polls, per second (default: ${DEFAULT-VALUE})")
    private int rate = 500;

    @Option(names = "--payments", description = "checkouts per second meanwhile (default: ${DEFAULT-VALUE})")
    private int payments = 20;

    private final PrintStream out = System.out;

    private final Spread fastReserve = new Spread();
    private final Spread fastStock = new Spread();
    private final Spread slowReserve = new Spread();
    private final Spread slowStock = new Spread();
    private final Spread reserveRatio = new Spread();
    private final Spread stockRatio = new Spread();

    @Override
    public Integer call() throws Exception {
        out.printf("%s, %s%n", LocalDate.now(ZoneOffset.UTC), Machine.describe());
        out.printf(
                "load average %.1f; %d reservations and %d polls a second, %d checkouts a second%n",
                Machine.load(), rate, rate, payments);
        Path folder = Files.createTempDirectory("doorbuster-bench");
        try {
            measure(folder);
        } finally {
            BenchCommand.delete(folder);
        }
        print("reserve p99, quick Stripe, ms", fastReserve);
        print("reserve p99, slow Stripe, ms", slowReserve);
        print("  ratio", reserveRatio);
        print("stock p99, quick Stripe, ms", fastStock);
        print("stock p99, slow Stripe, ms", slowStock);
        print("  ratio", stockRatio);
        return 0;
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
            String sale = new Merchant(stack, issuer).open(STOCK);
            BuyerTokens buyers = new BuyerTokens(folder.resolve("buyers"), issuer, "buyer");
            BuyerTokens payers = new BuyerTokens(folder.resolve("payers"), issuer, "payer");
            try (PaymentLoad load = new PaymentLoad(stack, sale, payers, payments)) {
                // The first turn of each is its warm-up.
                for (int round = 0; round <= rounds; round++) {
                    Turn fast = turn(stack, stripe, Faults.NONE, sale, buyers);
                    out.printf("round %d, quick Stripe: %s; checkouts: %s%n", round, fast, load.outcomes());
                    Turn slow = turn(stack, stripe, Faults.NONE.withPace(SLOW), sale, buyers);
                    out.printf("round %d, slow Stripe:  %s; checkouts: %s%n", round, slow, load.outcomes());
                    if (round > 0) {
                        note(fast, slow);
                    }
                }
            }
        }
    }

    /** Latencies in milliseconds. */
    private record Turn(double reserve, double stock) {
        @Override
        public String toString() {
            return "reserve p99 %.2f ms, stock p99 %.2f ms".formatted(reserve, stock);
        }
    }

    private Turn turn(Served stack, StripeSim stripe, Faults faults, String sale, BuyerTokens buyers)
            throws IOException, InterruptedException {
        stripe.faults(faults);
        LockSupport.parkNanos(SETTLE.toNanos());
        OpenLoop reserve = OpenLoop.reservations(stack.url(sale + "/reserve"), rate, buyers);
        OpenLoop stock = OpenLoop.polls(stack.url(sale + "/stock"), rate);
        CompletableFuture<Histogram> polled = CompletableFuture.supplyAsync(() -> {
            try {
                return stock.run(seconds);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("the polls failed", e);
            }
        });
        Histogram reserved = reserve.run(seconds);
        return new Turn(millis(reserved), millis(polled.join()));
    }

    private static double millis(Histogram latencies) {
        return TimeUnit.MICROSECONDS.toNanos(latencies.getValueAtPercentile(PERCENTILE)) / 1e6;
    }

    private void note(Turn fast, Turn slow) {
        fastReserve.add(fast.reserve());
        fastStock.add(fast.stock());
        slowReserve.add(slow.reserve());
        slowStock.add(slow.stock());
        reserveRatio.add(slow.reserve() / fast.reserve());
        stockRatio.add(slow.stock() / fast.stock());
    }

    private void print(String what, Spread spread) {
        out.printf("%-34s %.2f  (%.2f to %.2f)%n", what, spread.median(), spread.min(), spread.max());
    }
}
