package io.doorbuster.chaos;

import io.doorbuster.chaos.history.Call;
import io.doorbuster.chaos.history.Checker;
import io.doorbuster.chaos.history.History;
import io.doorbuster.chaos.history.Leeway;
import io.doorbuster.chaos.history.SaleFacts;
import io.doorbuster.chaos.history.Violation;
import io.doorbuster.chaos.kit.Cluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run: a cluster, a crowd, the faults of a schedule one after the other, healing, and the verdict. */
final class ChaosRun {
    /** With the conversion of a {@link Visit} some four fifths of it buy. */
    private static final int ARRIVALS_PER_SEC = 14;

    /** Units a second that the stock is made for: most of what the crowd can buy, so that it lasts for the schedule. */
    private static final int UNITS_PER_SEC = 7;

    private static final int ARRIVALS_AFTERWARDS_PER_SEC = 40;

    /** The ledger may be this far behind when the whole grid is lost (design: at most 1 s). */
    private static final long LEDGER_LAG_MILLIS = 2_000;

    /** Kit and nodes share the machine's clock; this is for rounding, and for a thread that waits for a processor. */
    private static final long CLOCK_SLACK_MILLIS = 500;

    private static final int SALES = 2;
    private static final long LOOK_MILLIS = 250;

    private final long seed;
    private final List<Fault> schedule;
    private final Cluster cluster;
    private final Duration patience;
    private final Path folder;
    private final PrintStream out;
    private final Standstill standstill = new Standstill();
    private final List<Episode> episodes = new ArrayList<>();
    private final List<Leeway.Loss> losses = new ArrayList<>();

    /**
     * @param patience how long the crowd goes on once everything is healed, so that units are held back by nobody; half of it
     *     is for reservations to end, and for the resolver
     */
    ChaosRun(long seed, List<Fault> schedule, Cluster cluster, Duration patience, Path folder, PrintStream out) {
        this.seed = seed;
        this.schedule = List.copyOf(schedule);
        this.cluster = cluster;
        this.patience = patience;
        this.folder = folder;
        this.out = out;
    }

    Outcome run() throws IOException, SQLException, InterruptedException {
        cluster.start();
        ChaosMerchant merchant = new ChaosMerchant(cluster.url(Cluster.API.get(0)), cluster.issuer());
        int stock = Math.toIntExact(Schedule.duration(schedule).toSeconds() * UNITS_PER_SEC / SALES);
        List<SaleOnOffer> sales = List.of(
                merchant.open(stock, false, ChaosMerchant.RESERVATION_TTL_SEC),
                merchant.open(stock, true, ChaosMerchant.RESERVATION_TTL_SEC));
        Path file = folder.resolve("history.jsonl");
        standstill.start();
        try (History history = History.create(file)) {
            BuyerClient client = new BuyerClient(
                    Cluster.API, Cluster.API.stream().map(cluster::url).toList(), history);
            Crowd crowd = new Crowd(client, sales, cluster.issuer(), seed, ARRIVALS_PER_SEC);
            crowd.start();
            strikeAll();
            say("everything is healed; the crowd goes on");
            crowd.arrive(ARRIVALS_AFTERWARDS_PER_SEC);
            await(patience, crowd::everythingIsSold);
            crowd.goHome();
        }
        end(System.currentTimeMillis());
        try (Connection ledger = cluster.ledger().connect()) {
            Books books = new Books(ledger, cluster.provider());
            say("waiting for the ledger to come to rest");
            boolean settled = await(patience.dividedBy(2), () -> unsettled(books, sales) == 0);
            standstill.end();
            return verdict(books, sales, History.read(file), settled);
        }
    }

    private void strikeAll() throws InterruptedException {
        Injector injector = new Injector(cluster);
        for (Fault fault : schedule) {
            TimeUnit.MILLISECONDS.sleep(fault.pauseMillis());
            long struck = System.currentTimeMillis();
            end(struck);
            say(fault.kind().word() + " " + String.join(" ", fault.nodes()));
            if (fault.kind() == FaultKind.KILL_ALL) {
                losses.add(new Leeway.Loss(struck - LEDGER_LAG_MILLIS, struck + LEDGER_LAG_MILLIS));
            }
            injector.strike(fault);
            TimeUnit.MILLISECONDS.sleep(fault.durationMillis());
            injector.heal(fault);
            episodes.add(new Episode(fault, struck, System.currentTimeMillis(), Long.MAX_VALUE));
        }
    }

    /** The last episode lasts until now. */
    private void end(long millis) {
        if (!episodes.isEmpty()) {
            Episode last = episodes.remove(episodes.size() - 1);
            episodes.add(new Episode(last.fault(), last.struckMillis(), last.healedMillis(), millis));
        }
    }

    private void say(String what) {
        out.println(Instant.now() + " " + what);
        out.flush();
    }

    /** What a wait is for. */
    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static int unsettled(Books books, List<SaleOnOffer> sales) throws SQLException {
        int open = 0;
        for (SaleOnOffer sale : sales) {
            open += books.unsettled(sale.saleId());
        }
        return open;
    }

    private static boolean await(Duration time, Condition condition) throws SQLException, InterruptedException {
        // Looks are counted, not time: while the whole machine stands still, nothing can be expected of it.
        for (long looks = time.toMillis() / LOOK_MILLIS; looks > 0; looks--) {
            if (condition.holds()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return condition.holds();
    }

    private Outcome verdict(Books books, List<SaleOnOffer> sales, List<Call> calls, boolean settled)
            throws SQLException, IOException {
        boolean clocks = schedule.stream().anyMatch(fault -> fault.kind() == FaultKind.CLOCK);
        long slack = CLOCK_SLACK_MILLIS + (clocks ? Schedule.MAX_CLOCK_STEP_SEC * 1_000L : 0);
        List<Violation> violations = new ArrayList<>();
        int stock = 0;
        int sold = 0;
        for (SaleOnOffer sale : sales) {
            SaleFacts facts = books.read(sale);
            stock += sale.stock();
            sold += facts.sold().size();
            violations.addAll(Checker.check(facts, calls, new Leeway(slack, losses, true)));
        }
        return new Outcome(seed, stock, sold, settled, standstill.longestMillis(), calls, episodes, violations);
    }
}
