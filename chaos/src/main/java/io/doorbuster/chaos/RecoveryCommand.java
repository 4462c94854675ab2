package io.doorbuster.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import io.doorbuster.chaos.kit.Cluster;
import io.doorbuster.chaos.kit.LeftOut;
import io.doorbuster.chaos.kit.Node;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code ./doorbuster chaos recovery}: how soon a sale is back after every member of the grid was killed. */
@CommandLine.Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description =
                "Kills every member of a grid that holds many reservations, and measures how soon it sells again.")
final class RecoveryCommand implements Callable<Integer> {
    private static final int FREE = 1_000;
    private static final int AT_A_TIME = 128;
    private static final int TTL_SEC = 3_600;
    private static final long LOOK_MILLIS = 20;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** Thirty times the goal: what is not back by then does not come back. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration LIFETIME = Duration.ofHours(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--reservations", defaultValue = "100000", description = "that the grid holds when it dies")
    private int reservations;

    @Option(names = "--rounds", defaultValue = "3", description = "of dying")
    private int rounds;

    private final PrintStream out = System.out;
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        if (reservations < 1 || reservations > 1_000_000) {
            throw new IllegalArgumentException("--reservations must be from 1 to 1000000");
        }
        if (rounds < 1 || rounds > FREE) {
            throw new IllegalArgumentException("--rounds must be from 1 to " + FREE);
        }
        Path folder = Path.of(System.getProperty("doorbuster.home", ".doorbuster"))
                .toAbsolutePath()
                .resolve("chaos")
                .resolve("recovery-" + System.currentTimeMillis());
        Path root = Path.of(System.getProperty("doorbuster.root", ".")).toAbsolutePath();
        Cluster cluster = new Cluster(root, folder, true, false, EnumSet.noneOf(LeftOut.class));
        Thread cleanUp = new Thread(cluster::close, "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        out.println("nodes in " + cluster.network().description());
        cluster.start();
        String sale = new ChaosMerchant(cluster.url(Cluster.API.get(0)), cluster.issuer())
                .open(reservations + FREE, false, TTL_SEC)
                .path();
        reserve(cluster, sale);
        boolean whole = true;
        for (int round = 1; round <= rounds; round++) {
            whole &= die(cluster, sale, round);
        }
        cluster.close();
        Runtime.getRuntime().removeShutdownHook(cleanUp);
        if (whole) {
            ChaosCommand.delete(folder);
        }
        return whole ? 0 : 1;
    }

    private void reserve(Cluster cluster, String sale) throws InterruptedException, SQLException {
        Semaphore room = new Semaphore(AT_A_TIME);
        AtomicInteger refused = new AtomicInteger();
        for (int buyer = 0; buyer < reservations; buyer++) {
            HttpRequest request = reservation(cluster, sale, "buyer-" + buyer);
            room.acquire();
            var unused = http.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, failure) -> {
                if (failure != null || answer.statusCode() != 201) {
                    refused.incrementAndGet();
                }
                room.release();
            });
        }
        room.acquire(AT_A_TIME);
        out.printf("%d reservations made, %d refused%n", reservations - refused.get(), refused.get());
        try (Connection ledger = cluster.ledger().connect()) {
            long looks = LIMIT.toMillis() / LOOK_MILLIS;
            while (inLedger(ledger) < reservations - refused.get()) {
                if (looks-- == 0) {
                    throw new IllegalStateException("the ledger lacks reservations after " + LIMIT);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        reservations -= refused.get();
    }

    private static int inLedger(Connection ledger) throws SQLException {
        try (PreparedStatement count = ledger.prepareStatement("SELECT count(*) FROM reservations");
                ResultSet row = count.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Whether every reservation was there again. */
    private boolean die(Cluster cluster, String sale, int round) throws IOException, InterruptedException {
        List<Node> members = Cluster.GRID.stream().map(cluster::node).toList();
        members.forEach(Node::kill);
        long killed = System.nanoTime();
        members.forEach(Node::start);
        members.forEach(Node::awaitReady);
        long ready = System.nanoTime();
        int remaining = remaining(cluster.url(Cluster.API.get(0)).resolve(sale + "/stock"));
        long seen = System.nanoTime();
        until(reservation(cluster, sale, "late-" + round), 201);
        long sold = System.nanoTime();
        out.printf(
                "round %d: members ready %.1f s after the kill; from then %.1f s to the stock, %.1f s to a reservation; %d units left%n",
                round, seconds(killed, ready), seconds(ready, seen), seconds(ready, sold), remaining);
        return remaining == FREE - (round - 1);
    }

    private int remaining(URI stock) throws IOException, InterruptedException {
        String body = until(HttpRequest.newBuilder(stock).timeout(ANSWER).build(), 200)
                .body();
        return JSON.readTree(body).get("remaining").asInt();
    }

    private HttpResponse<String> until(HttpRequest request, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        long endNanos = System.nanoTime() + LIMIT.toNanos();
        while (answer.statusCode() != status) {
            if (System.nanoTime() > endNanos) {
                throw new IOException(request.uri() + " was answered " + answer.statusCode() + " for " + LIMIT);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            answer = http.send(request, BodyHandlers.ofString());
        }
        return answer;
    }

    private static HttpRequest reservation(Cluster cluster, String sale, String buyer) {
        DevelopmentIssuer issuer = cluster.issuer();
        URI node = cluster.url(Cluster.API.get(Math.floorMod(buyer.hashCode(), Cluster.API.size())));
        return HttpRequest.newBuilder(node.resolve(sale + "/reserve"))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + issuer.token(Role.BUYER, ChaosMerchant.ORG, buyer, null, LIFETIME))
                .POST(BodyPublishers.ofString("{\"quantity\":1}"))
                .build();
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }
}
