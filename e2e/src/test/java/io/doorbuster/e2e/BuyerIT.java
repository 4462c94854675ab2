package io.doorbuster.e2e;

import static io.doorbuster.e2e.MerchantIT.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.embedded.Stack;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What buyers can do and cannot before they pay, against the whole stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuyerIT {
    private final Stack stack;
    private final Api api;

    BuyerIT(@TempDir Path data) {
        stack = Stack.start(data, 0, DevelopmentIssuer.random());
        api = new Api(stack.baseUrl(), stack.issuer());
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void aBrokenRequestIsRefusedAndHoldsNothing() {
        Sale sale = api.merchant().sell(5);
        for (String body : List.of(
                "",
                "{",
                "[]",
                "{\"quantity\":0}",
                "{\"quantity\":-1}",
                "{\"quantity\":2}",
                "{\"quantity\":\"1\"}",
                "{\"quantity\":1.5}",
                "{\"quantity\":99999999999}",
                "{\"token\":5}",
                "{\"units\":[1]}")) {
            assertRefused(sale.reserve("ann", body), 400, "invalid_request");
        }
        assertRefused(sale.reserve("ann", "{}", "Idempotency-Key", "with space"), 400, "invalid_request");
        assertRefused(sale.reserve("ann", "{\"token\":\"" + "x".repeat(17_000) + "\"}"), 413, "body_too_large");
        assertRefused(
                api.send(api.request(sale.open() + "/reserve", api.buyer("ann"))
                        .POST(BodyPublishers.ofString("quantity=1"))),
                415,
                "unsupported_media_type");
        sale.awaitStock("free", 5);
    }

    @Test
    void onlyABuyersGoodTokenGetsIn() {
        Sale sale = api.merchant().sell(5);
        String good = api.buyer("ann");
        // {"alg":"none"}
        String unsigned = "eyJhbGciOiJub25lIn0" + good.substring(good.indexOf('.'), good.lastIndexOf('.') + 1);
        String foreign = DevelopmentIssuer.random().token(Role.BUYER, "shoppers", "ann", null, Duration.ofHours(1));
        String expired = api.token(Role.BUYER, "shoppers", "ann", Duration.ofMinutes(-5));
        for (String bad : new @Nullable String[] {null, "nonsense", unsigned, foreign, expired}) {
            for (String path : List.of("/reserve", "/checkout")) {
                assertRefused(api.post(sale.open() + path, bad, "{}"), 401, "unauthenticated");
            }
            assertRefused(api.get(sale.open() + "/orders/ord_" + UUID.randomUUID(), bad), 401, "unauthenticated");
        }
        assertRefused(api.post(sale.open() + "/reserve", sale.merchant().token(), "{}"), 403, "forbidden");
        sale.awaitStock("free", 5);
    }

    @Test
    void beforeTheStartNobodyReserves() {
        Instant start = Instant.now().plusSeconds(60);
        Sale sale = api.merchant().sell(5, offer -> offer.put("startAt", start.toString()));
        assertThat(sale.facts().text("phase")).isEqualTo("LOBBY");
        assertRefused(sale.reserve("ann"), 425, "not_started");
    }

    @Test
    void fromTheStartOnAnybodyDoesAndAfterTheEndNobody() {
        Instant start = Instant.now().plusMillis(700);
        Instant end = start.plusMillis(1_500);
        Sale sale = api.merchant()
                .sell(
                        1_000,
                        offer -> offer.put("startAt", start.toString())
                                .put("endAt", end.toString())
                                .put("perUserCap", 1_000));
        assertRefused(sale.reserve("ann"), 425, "not_started");
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> sale.reserve("ann").status() == 201);
        String held = sale.hold("bob");
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> sale.reserve("carl").status() == 410);
        assertRefused(sale.reserve("carl"), 410, "sale_ended");
        assertThat(sale.facts().text("phase")).isEqualTo("ENDED");
        assertThat(sale.checkout("bob", held, Sale.VISA).status())
                .as("a hold from before the end can still be paid")
                .isEqualTo(201);
        assertThat(Instant.now()).isAfter(end);
    }

    @Test
    void oneKeyIsOneReservation() {
        Sale sale = api.merchant().sell(5, offer -> offer.put("perUserCap", 3));
        Reply first = sale.reserve("ann", "{}", "Idempotency-Key", "k");
        Reply again = sale.reserve("ann", "{\"quantity\":1}", "Idempotency-Key", "k");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("reservationId")).isEqualTo(first.text("reservationId"));
        assertRefused(sale.reserve("ann", "{\"quantity\":2}", "Idempotency-Key", "k"), 422, "idempotency_mismatch");
        assertThat(sale.reserve("bob", "{\"quantity\":2}", "Idempotency-Key", "k")
                        .status())
                .as("another buyer's key")
                .isEqualTo(201);
        sale.awaitStock("held", 3);
    }

    @Test
    void aKeyOfAUnitSoldOutSinceStillAnswersItsOwner() {
        Sale sale = api.merchant().sell(1);
        Reply first = sale.reserve("ann", "{}", "Idempotency-Key", "k");
        sale.checkout("ann", first.text("reservationId"), Sale.VISA);
        assertRefused(sale.reserve("bob"), 409, "sold_out");
        assertThat(sale.reserve("ann", "{}", "Idempotency-Key", "k").text("reservationId"))
                .isEqualTo(first.text("reservationId"));
    }

    @Test
    void severalUnitsAreOneReservationAndOneOrder() {
        Sale sale = api.merchant().sell(7, offer -> offer.put("perUserCap", 4));
        Reply reserved = sale.reserve("ann", "{\"quantity\":3}");
        assertThat(reserved.body().path("units").toString()).isEqualTo("[1,2,3]");
        assertRefused(sale.reserve("ann", "{\"quantity\":2}"), 409, "cap_reached");
        assertRefused(sale.reserve("ann", "{\"quantity\":5}"), 400, "invalid_request");
        assertThat(sale.reserve("bob", "{\"quantity\":4}").status()).isEqualTo(201);
        Reply paid = sale.checkout("ann", reserved.text("reservationId"), Sale.VISA);
        assertThat(paid.body().path("units").toString()).isEqualTo("[1,2,3]");
        assertThat(sale.order("ann", paid.text("orderId")).number("/amount/amount"))
                .isEqualTo(3 * Merchant.PRICE);
    }

    @Test
    void parallelRequestsDoNotBeatTheCap() {
        int cap = 3;
        Sale sale = api.merchant().sell(40, offer -> offer.put("perUserCap", cap));
        List<CompletableFuture<Reply>> asked = IntStream.range(0, 30)
                .mapToObj(i -> sale.reserveAsync("greedy"))
                .toList();
        List<Reply> replies = asked.stream().map(CompletableFuture::join).toList();
        assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(cap);
        assertThat(replies.stream().filter(reply -> reply.status() != 201))
                .allSatisfy(reply -> assertRefused(reply, 409, "cap_reached"));
        sale.awaitStock("held", cap);
    }

    @Test
    void theLastUnitHasOneBuyerHoweverManyAsk() {
        Sale sale = api.merchant().sell(1);
        List<CompletableFuture<Reply>> asked = IntStream.range(0, 30)
                .mapToObj(i -> sale.reserveAsync("buyer-" + i))
                .toList();
        List<Reply> replies = asked.stream().map(CompletableFuture::join).toList();
        assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(1);
        assertThat(replies.stream().filter(reply -> reply.status() != 201)).allSatisfy(reply -> {
            assertRefused(reply, 409, "all_held");
            assertThat(Integer.parseInt(reply.header("Retry-After"))).isBetween(1, 120);
        });
    }

    @Test
    void aReservationIsItsOwnersOnly() {
        Sale sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        Sale other = api.merchant().sell(5);
        assertRefused(sale.reservation("bob", held), 404, "not_found");
        assertRefused(sale.release("bob", held), 404, "not_found");
        assertRefused(other.reservation("ann", held), 404, "not_found");
        assertRefused(sale.reservation("ann", "rsv_1"), 404, "not_found");
        assertRefused(sale.reservation("ann", "rsv_" + UUID.randomUUID()), 404, "not_found");
        Reply own = sale.reservation("ann", held);
        assertThat(own.text("status")).isEqualTo("held");
        assertThat(own.number("/expiresIn")).isBetween(1, 120);
    }

    @Test
    void aReleasedUnitIsFreeAtOnce() {
        Sale sale = api.merchant().sell(1);
        String held = sale.hold("ann");
        assertThat(sale.release("ann", held).status()).isEqualTo(204);
        assertThat(sale.release("ann", held).status()).isEqualTo(204);
        assertThat(sale.reservation("ann", held).text("status")).isEqualTo("released");
        assertThat(sale.reserve("bob").number("/units/0")).isOne();
    }

    @Test
    void theStockCounterIsCheapAndLessThanASecondOld() {
        Sale sale = api.merchant().sell(2);
        Reply first = sale.stock();
        assertThat(first.number("/remaining")).isEqualTo(2);
        assertThat(first.body().path("soldOut").asBoolean()).isFalse();
        assertThat(first.header("Cache-Control")).isEqualTo("public, max-age=1, stale-while-revalidate=60");
        assertThat(Instant.parse(first.text("asOf"))).isAfter(Instant.now().minusSeconds(1));
        Reply same = sale.stock("If-None-Match", first.header("ETag"));
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.raw().body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(first.header("ETag"));

        sale.buy("ann");
        sale.buy("bob");
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            Reply reply = sale.stock("If-None-Match", first.header("ETag"));
            assertThat(reply.status() == 304
                            || Instant.parse(reply.text("asOf"))
                                    .isAfter(Instant.now().minusSeconds(1)))
                    .isTrue();
            return reply.body().path("soldOut").asBoolean() && reply.number("/remaining") == 0;
        });
        assertRefused(new Sale(sale.merchant(), "sal_none").stock(), 404, "not_found");
    }
}
