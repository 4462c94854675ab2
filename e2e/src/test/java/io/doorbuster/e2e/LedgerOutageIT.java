package io.doorbuster.e2e;

import static io.doorbuster.e2e.MerchantIT.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.embedded.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Postgres away for ten seconds in the middle of two sales, one of each policy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerOutageIT {
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Far below what a caller would wait for, far above what a loaded machine needs to give up a connection. */
    private static final Duration QUICKLY = Duration.ofSeconds(8);

    /** Long enough that a loaded machine's ledger is not taken for one that is away. */
    private static final int BEFORE_CHARGE_MILLIS = 2_500;

    private final Stack stack;
    private final Api api;

    LedgerOutageIT(@TempDir Path data) {
        stack = Stack.start(data, 0, DevelopmentIssuer.random());
        api = new Api(stack.baseUrl(), stack.issuer());
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void theSalesGoOnAndEverythingIsInTheLedgerAfterwards() {
        Sale proceeding = sale("PROCEED");
        Sale refusing = sale("REFUSE");
        buyAll(proceeding, "before", 20);
        buyAll(refusing, "before", 20);
        proceeding.awaitOrders(20);

        stack.postgres().stop();
        long stoppedNanos = System.nanoTime();
        Set<String> flagged = ConcurrentHashMap.newKeySet();
        List<Hold> living = new ArrayList<>();
        int round = 0;
        while (System.nanoTime() - stoppedNanos < OUTAGE.toNanos()) {
            round++;
            String who = "meanwhile-" + round;
            CompletableFuture<List<Hold>> refused = CompletableFuture.supplyAsync(() -> refuseAll(refusing, who, 5));
            flagged.addAll(buyAll(proceeding, who, 10));
            living.addAll(refused.join());
            merchantsAreToldQuickly(proceeding);
        }
        assertThat(proceeding.stock().status()).isEqualTo(200);
        assertThat(api.get("/readyz", null).body().at("/parts/ledger").asText()).isEqualTo("down");
        stack.postgres().restart();

        await().atMost(LONG)
                .until(() -> proceeding.read().status() == 200
                        && proceeding.read("/stats").number("/ledgerLagMs") == 0);
        for (Hold hold : living) {
            assertThat(refusing.checkout(hold.buyer(), hold.reservationId(), Sale.VISA)
                            .status())
                    .as("the reservation lived on")
                    .isEqualTo(201);
        }
        buyAll(proceeding, "after", 20);
        assertConsistent(proceeding, 20 + flagged.size() + 20);
        assertConsistent(refusing, 20 + living.size());
        assertThat(gridDurableOrders(proceeding)).containsExactlyInAnyOrderElementsOf(flagged);
        assertThat(gridDurableOrders(refusing)).isEmpty();
    }

    private Sale sale(String whenLedgerDown) {
        return api.merchant()
                .sell(
                        400,
                        offer -> offer.set(
                                "durability",
                                Api.JSON
                                        .createObjectNode()
                                        .put("beforeChargeMs", BEFORE_CHARGE_MILLIS)
                                        .put("whenLedgerDown", whenLedgerDown)));
    }

    private record Hold(String buyer, String reservationId) {}

    /** All at the same moment, as a crowd would; the orders' ids. */
    private static List<String> buyAll(Sale sale, String who, int buyers) {
        List<CompletableFuture<String>> buying = IntStream.range(0, buyers)
                .mapToObj(i -> who + "-" + i)
                .map(buyer -> sale.reserveAsync(buyer).thenCompose(reserved -> {
                    assertThat(reserved.status()).as(reserved.toString()).isEqualTo(201);
                    return sale.checkoutAsync(buyer, reserved.text("reservationId"), Sale.VISA)
                            .thenApply(paid -> {
                                assertThat(paid.status()).as(paid.toString()).isEqualTo(201);
                                return paid.text("orderId");
                            });
                }))
                .toList();
        return buying.stream().map(CompletableFuture::join).toList();
    }

    private static List<Hold> refuseAll(Sale sale, String who, int buyers) {
        List<CompletableFuture<Hold>> refused = IntStream.range(0, buyers)
                .mapToObj(i -> who + "-" + i)
                .map(buyer -> sale.reserveAsync(buyer).thenCompose(reserved -> {
                    assertThat(reserved.status()).as(reserved.toString()).isEqualTo(201);
                    String reservation = reserved.text("reservationId");
                    return sale.checkoutAsync(buyer, reservation, Sale.VISA).thenApply(reply -> {
                        assertRefused(reply, 503, "unavailable");
                        return new Hold(buyer, reservation);
                    });
                }))
                .toList();
        return refused.stream().map(CompletableFuture::join).toList();
    }

    private void merchantsAreToldQuickly(Sale sale) {
        long startedNanos = System.nanoTime();
        List<Reply> replies = List.of(
                sale.read("/orders"),
                sale.patch("{\"message\":\"hello\"}"),
                sale.merchant().create(Merchant.offer(1)));
        assertThat(replies).allSatisfy(reply -> assertRefused(reply, 503, "unavailable"));
        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(QUICKLY.multipliedBy(3));
        assertThat(sale.read().status()).as("what the grid knows").isEqualTo(200);
    }

    private void assertConsistent(Sale sale, int sold) {
        Reply level = sale.read("/reconciliation");
        assertThat(level.body().path("consistent").asBoolean())
                .as(level.toString())
                .isTrue();
        assertThat(level.number("/ledger/soldUnits")).isEqualTo(sold);
        assertThat(level.number("/ledger/distinctUnits")).isEqualTo(sold);
        assertThat(Books.of(stack, sale)).hasSize(sold).containsOnly("CAPTURED");
    }

    private List<String> gridDurableOrders(Sale sale) {
        return Jdbi.create(stack.jdbcUrl())
                .withHandle(handle -> handle.createQuery(
                                "SELECT 'ord_' || order_id FROM orders WHERE sale_id = :sale AND grid_durable")
                        .bind("sale", sale.saleId())
                        .mapTo(String.class)
                        .list());
    }
}
