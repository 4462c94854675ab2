package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.embedded.Stack;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What merchants can do and cannot, against the whole stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MerchantIT {
    private final Stack stack;
    private final Api api;

    MerchantIT(@TempDir Path data) {
        stack = Stack.start(data, 0, DevelopmentIssuer.random());
        api = new Api(stack.baseUrl(), stack.issuer());
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    static Stream<Arguments> brokenOffers() {
        return Stream.of(
                broken("no stock", "stock", offer -> offer.remove("stock")),
                broken("stock 0", "stock", offer -> offer.put("stock", 0)),
                broken("stock 10,000,001", "stock", offer -> offer.put("stock", 10_000_001)),
                broken("stock as text", "stock", offer -> offer.put("stock", "5")),
                broken("stock as a fraction", "stock", offer -> offer.put("stock", 5.5)),
                broken("title as a number", "title", offer -> offer.put("title", 5)),
                broken("end before start", "endAt", offer -> offer.put("startAt", "2099-01-01T00:00:00Z")),
                broken(
                        "end in the past",
                        "endAt",
                        offer -> offer.put("startAt", "2020-01-01T00:00:00Z").put("endAt", "2020-01-02T00:00:00Z")),
                broken("no time", "startAt", offer -> offer.put("startAt", "tomorrow")),
                broken("cap 0", "perUserCap", offer -> offer.put("perUserCap", 0)),
                broken("cap above stock", "perUserCap", offer -> offer.put("perUserCap", 6)),
                broken("negative price", "price.amount", offer -> price(offer).put("amount", -1)),
                broken(
                        "unknown currency",
                        "price.currency",
                        offer -> price(offer).put("currency", "zzz")),
                broken("no price", "price", offer -> offer.remove("price")),
                broken("a hold of 4 s", "reservationTtlSec", offer -> offer.put("reservationTtlSec", 4)),
                broken("unknown field", "colour", offer -> offer.put("colour", "red")),
                broken("unknown field below", "price.tax", offer -> price(offer).put("tax", 1)),
                broken(
                        "weights without WEIGHTED",
                        "fairness.weights",
                        offer ->
                                offer.putObject("fairness").put("rule", "BATCH").putObject("weights")));
    }

    private static Arguments broken(String name, String field, Consumer<ObjectNode> change) {
        return Arguments.of(Named.of(name, change), field);
    }

    private static ObjectNode price(ObjectNode offer) {
        return (ObjectNode) offer.get("price");
    }

    @ParameterizedTest
    @MethodSource("brokenOffers")
    void aBrokenOfferIsRefusedAndTheFieldNamed(Consumer<ObjectNode> change, String field) {
        Merchant merchant = api.merchant();
        ObjectNode offer = Merchant.offer(5);
        change.accept(offer);

        assertRefused(merchant.create(offer), 400, "invalid_request");
        assertThat(merchant.create(offer).text("field")).isEqualTo(field);
        assertThat(api.get(merchant.sales(), merchant.token()).body().path("items"))
                .isEmpty();
    }

    @Test
    void aBodyThatIsNoJsonObjectIsRefused() {
        Merchant merchant = api.merchant();
        for (String body : List.of("", "{", "{\"stock\":1", "[]", "null", "{\"stock\":1,\"stock\":2}", "{} {}")) {
            assertRefused(api.post(merchant.sales(), merchant.token(), body), 400, "invalid_request");
        }
        assertRefused(
                api.send(api.request(merchant.sales(), merchant.token(), "Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("stock=1"))),
                415,
                "unsupported_media_type");
    }

    @Test
    void aBodyOfMoreThan16KiBIsRefused() {
        Merchant merchant = api.merchant();
        String large = Merchant.offer(5).put("title", "x".repeat(17_000)).toString();
        assertRefused(api.post(merchant.sales(), merchant.token(), large), 413, "body_too_large");
        assertRefused(
                api.send(api.request(merchant.sales(), merchant.token(), "Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))),
                413,
                "body_too_large");
        assertThat(merchant.create(Merchant.offer(5)).status()).isEqualTo(201);
    }

    @Test
    void onlyAGoodTokenOfTheRightRoleAndOrganisationGetsIn() {
        Merchant merchant = api.merchant();
        String good = merchant.token();
        String org = merchant.orgId();
        String unsigned = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                + good.substring(good.indexOf('.'), good.lastIndexOf('.') + 1);
        String foreign = DevelopmentIssuer.random().token(Role.MERCHANT, org, "eve", null, Duration.ofHours(1));
        String expired = api.token(Role.MERCHANT, org, "late", Duration.ofMinutes(-5));
        String tampered = good.substring(0, good.length() - 2) + (good.endsWith("AA") ? "BB" : "AA");

        for (String bad : new @Nullable String[] {null, "", "x", unsigned, foreign, expired, tampered}) {
            Reply refused = api.get(merchant.sales(), bad);
            assertRefused(refused, 401, "unauthenticated");
            assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        }
        assertRefused(api.get(merchant.sales(), api.token(Role.BUYER, org, "ann")), 403, "forbidden");
        assertRefused(api.get(merchant.sales(), api.merchant().token()), 403, "forbidden");
        assertThat(api.get(merchant.sales(), good).status()).isEqualTo(200);
    }

    @Test
    void anotherOrganisationsSaleDoesNotExist() {
        Sale sale = api.merchant().sell(5);
        String order = sale.buy("ann");
        Merchant stranger = api.merchant();
        Sale reachedFor = new Sale(stranger, sale.saleId());
        String token = stranger.token();
        await().until(() -> sale.read("/orders/" + order).status() == 200);

        for (String path : List.of(reachedFor.own(), sale.own())) {
            for (String below : List.of("", "/stats", "/orders", "/orders/" + order, "/reconciliation")) {
                assertRefused(api.get(path + below, token), 404, "not_found");
            }
            for (String verb : List.of("/pause", "/resume", "/cancel", "/orders/" + order + "/refund")) {
                assertRefused(api.post(path + verb, token, ""), 404, "not_found");
            }
            assertRefused(api.patch(path, token, "{\"stock\":9}"), 404, "not_found");
        }
        assertThat(sale.read().text("phase")).isEqualTo("OPEN");
        assertThat(sale.read("/orders/" + order).text("status")).isEqualTo("paid");
    }

    @Test
    void aRepeatedCreationIsOneSale() {
        Merchant merchant = api.merchant();
        ObjectNode offer = Merchant.offer(5);
        Reply first = merchant.create(offer, "Idempotency-Key", "k");
        Reply again = merchant.create(offer, "Idempotency-Key", "k");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("saleId")).isEqualTo(first.text("saleId"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertRefused(merchant.create(offer.put("stock", 6), "Idempotency-Key", "k"), 422, "idempotency_mismatch");
        assertThat(api.merchant().create(offer, "Idempotency-Key", "k").status())
                .as("keys of another organisation")
                .isEqualTo(201);
        assertThat(api.get(merchant.sales(), merchant.token()).body().path("items"))
                .hasSize(1);
    }

    @Test
    void aPauseHoldsBackNewReservationsAndNothingElse() {
        Sale sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        assertThat(sale.turn("pause").text("phase")).isEqualTo("PAUSED");
        assertThat(sale.turn("pause").status()).isEqualTo(200);
        assertThat(sale.facts().text("phase")).isEqualTo("PAUSED");
        assertRefused(sale.reserve("bob"), 423, "paused");
        assertThat(sale.checkout("ann", held, Sale.VISA).status()).isEqualTo(201);
        assertThat(sale.turn("resume").text("phase")).isEqualTo("OPEN");
        assertThat(sale.reserve("bob").status()).isEqualTo(201);
    }

    @Test
    void aCancellationEndsHoldsForGoodAndRefundsNothing() {
        Sale sale = api.merchant().sell(5);
        String order = sale.buy("ann");
        String held = sale.hold("bob");
        Reply cancelled = sale.turn("cancel");
        assertThat(cancelled.text("phase")).isEqualTo("CANCELLED");
        assertThat(cancelled.number("/stock/held")).isZero();
        assertThat(cancelled.number("/stock/sold")).isOne();
        assertThat(sale.reservation("bob", held).text("status")).isEqualTo("released");
        assertRefused(sale.checkout("bob", held, Sale.VISA), 410, "reservation_expired");
        assertRefused(sale.reserve("carl"), 410, "sale_ended");
        assertRefused(sale.turn("resume"), 410, "sale_ended");
        assertRefused(sale.patch("{\"stock\":9}"), 410, "sale_ended");
        assertThat(sale.turn("cancel").status()).isEqualTo(200);
        assertThat(sale.order("ann", order).text("status")).isEqualTo("paid");
    }

    @Test
    void moreStockSellsOnWhatWasSoldOut() {
        Sale sale = api.merchant().sell(2);
        sale.buy("ann");
        sale.buy("bob");
        assertRefused(sale.reserve("carl"), 409, "sold_out");
        assertThat(sale.facts().text("phase")).isEqualTo("SOLD_OUT");

        Reply more = sale.patch("{\"stock\":3,\"message\":\"one more\"}");
        assertThat(more.status()).as(more.toString()).isEqualTo(200);
        assertThat(more.text("phase")).isEqualTo("OPEN");
        assertThat(more.number("/stock/free")).isOne();
        assertThat(sale.facts().text("message")).isEqualTo("one more");
        assertThat(sale.order("carl", sale.buy("carl")).number("/units/0")).isEqualTo(3);
        assertRefused(sale.reserve("dora"), 409, "sold_out");
        assertConsistent(sale);
    }

    @Test
    void aRunningSaleKeepsWhatItsBuyersWerePromised() {
        Sale sale = api.merchant().sell(5);
        for (String change : List.of(
                "{\"stock\":4}",
                "{\"stock\":10000001}",
                "{\"price\":{\"amount\":1,\"currency\":\"usd\"}}",
                "{\"perUserCap\":2}",
                "{\"endAt\":\"" + Instant.now().plusSeconds(60) + "\"}",
                "{\"startAt\":\"2099-01-01T00:00:00Z\"}",
                "{\"saleId\":\"x\"}",
                "[]",
                "{")) {
            assertRefused(sale.patch(change), 400, "invalid_request");
        }
        String later = Instant.now()
                .plus(Duration.ofHours(2))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        Reply moved = sale.patch("{\"endAt\":\"" + later + "\",\"admissionPerSec\":5}");
        assertThat(moved.text("endAt")).isEqualTo(later);
        assertThat(moved.number("/admissionPerSec")).isEqualTo(5);
    }

    @Test
    void aSaleThatHasNotStartedCanStillBecomeAnother() {
        Instant start = Instant.now().plus(Duration.ofDays(1));
        Sale sale = api.merchant()
                .sell(
                        5,
                        offer -> offer.put("startAt", start.toString())
                                .put("endAt", start.plusSeconds(60).toString()));
        assertThat(sale.facts().text("phase")).isEqualTo("SCHEDULED");
        String sooner = Instant.now().minusSeconds(1).toString();
        Reply changed = sale.patch("{\"startAt\":\"" + sooner
                + "\",\"price\":{\"amount\":7,\"currency\":\"eur\"},\"perUserCap\":2,\"title\":\"Another\"}");
        assertThat(changed.text("phase")).as(changed.toString()).isEqualTo("OPEN");
        String order = sale.buy("ann");
        assertThat(sale.order("ann", order).number("/amount/amount")).isEqualTo(7);
        assertThat(sale.reserve("ann").status()).as("the new cap").isEqualTo(201);
    }

    @Test
    void aRefundMovesTheMoneyOnceAndSellsNothingAgain() {
        Sale sale = api.merchant().sell(2);
        String order = sale.buy("ann");
        String other = sale.buy("bob");
        sale.awaitOrders(2);

        Reply refunded = sale.refund(order, "Idempotency-Key", "r");
        assertThat(refunded.status()).as(refunded.toString()).isEqualTo(200);
        assertThat(refunded.text("status")).isEqualTo("refunded");
        assertThat(sale.refund(order, "Idempotency-Key", "r").text("status")).isEqualTo("refunded");
        assertThat(sale.refund(order).text("status")).isEqualTo("refunded");
        assertRefused(sale.refund(other, "Idempotency-Key", "r"), 422, "idempotency_mismatch");
        assertRefused(sale.refund("ord_" + UUID.randomUUID()), 404, "not_found");
        assertRefused(sale.refund("ord_1"), 404, "not_found");

        assertThat(sale.order("ann", order).text("status")).isEqualTo("refunded");
        assertThat(sale.order("bob", other).text("status")).isEqualTo("paid");
        assertThat(Books.of(stack, sale)).containsExactlyInAnyOrder("REFUNDED", "CAPTURED");
        await().until(() -> sale.read("/orders/" + order).text("status").equals("refunded"));
        assertRefused(sale.reserve("carl"), 409, "sold_out");
        assertConsistent(sale);
    }

    @Test
    void anOrderThatWasNeverPaidIsNotRefunded() {
        Sale sale = api.merchant().sell(2);
        String held = sale.hold("ann");
        String order = sale.checkout("ann", held, Sale.DECLINED).text("orderId");
        await().until(() -> sale.read("/orders/" + order).status() == 200);
        assertRefused(sale.refund(order), 409, "not_refundable");
    }

    @Test
    void ordersAreListedInPages() {
        Sale sale = api.merchant().sell(5);
        List<String> orders = Stream.of("ann", "bob", "carl").map(sale::buy).toList();
        sale.awaitOrders(3);

        Reply first = sale.read("/orders?limit=2");
        Reply second = sale.read("/orders?limit=2&cursor=" + first.text("nextCursor"));
        assertThat(first.body().path("items").findValuesAsText("orderId")).hasSize(2);
        assertThat(Stream.concat(
                                first.body().path("items").findValuesAsText("orderId").stream(),
                                second.body().path("items").findValuesAsText("orderId").stream())
                        .toList())
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(second.body().path("nextCursor").isNull()).isTrue();
        JsonNode newest = first.body().at("/items/0");
        assertThat(newest.path("userId").asText()).isEqualTo("carl");
        assertThat(newest.at("/amount/amount").asInt()).isEqualTo(Merchant.PRICE);
        assertThat(newest.path("gridDurable").asBoolean()).isFalse();
        assertRefused(sale.read("/orders?limit=101"), 400, "invalid_request");
        assertRefused(sale.read("/orders?cursor=nonsense"), 400, "invalid_request");
    }

    @Test
    void theFiguresAreThoseOfWhatHappened() {
        Sale sale = api.merchant().sell(10, offer -> offer.put("perUserCap", 3));
        sale.buy("ann");
        sale.buy("bob");
        sale.release("carl", sale.hold("carl"));
        sale.checkout("dora", sale.hold("dora"), Sale.DECLINED);
        sale.hold("emil");
        assertThat(sale.reserve("fred", "{\"quantity\":3}").status()).isEqualTo(201);

        await().untilAsserted(() -> {
            Reply stats = sale.read("/stats");
            assertThat(List.of("arrivals", "admitted", "reserved"))
                    .allSatisfy(name -> assertThat(stats.number("/" + name)).isEqualTo(6));
            assertThat(stats.number("/checkedOut")).isEqualTo(2);
            assertThat(stats.number("/abandoned")).isEqualTo(1);
            assertThat(stats.number("/declined")).isEqualTo(1);
            assertThat(stats.number("/waiting")).isZero();
            assertThat(stats.number("/unknown")).isZero();
            assertThat(stats.number("/oversold")).isZero();
            assertThat(stats.number("/ledgerLagMs")).isBetween(0, 1_000);
            JsonNode stock = sale.read().body().path("stock");
            assertThat(stock.toString())
                    .isEqualTo(
                            "{\"initial\":10,\"free\":3,\"held\":5,\"paying\":0,\"unknown\":0,\"sold\":2,\"durable\":3}");
        });
        assertConsistent(sale);
    }

    @Test
    void reconciliationFindsWhatSomebodyChangedBehindItsBack() {
        Sale sale = api.merchant().sell(5);
        String order = sale.buy("ann");
        sale.buy("bob");
        String held = sale.hold("carl");
        assertConsistent(sale);

        sql("UPDATE reservations SET state = 'HELD' WHERE reservation_id = ?", uuid(order));
        sql("DELETE FROM reservations WHERE reservation_id = ?", uuid(held));
        sql("DELETE FROM sold_units WHERE order_id = ?", uuid(order));
        Reply found = sale.read("/reconciliation");
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.body().path("consistent").asBoolean()).isFalse();
        assertThat(found.body().path("differences").findValuesAsText("kind"))
                .containsExactlyInAnyOrder("state_differs", "missing_in_ledger", "sum_differs");
        assertThat(found.body().path("differences").findValuesAsText("id")).contains(held, "rsv_" + uuid(order));
    }

    @Test
    void reconciliationFindsAnOrderThatDoesNotFitItsReservation() {
        Sale sale = api.merchant().sell(5);
        String ann = sale.buy("ann");
        String bob = sale.buy("bob");
        sale.buy("carl");
        assertConsistent(sale);

        sql("UPDATE orders SET status = 'declined' WHERE order_id = ?", uuid(ann));
        sql("UPDATE sold_units SET user_id = 'eve' WHERE order_id = ?", uuid(bob));
        Reply found = sale.read("/reconciliation");
        assertThat(found.body().path("consistent").asBoolean()).isFalse();
        assertThat(found.body().path("differences").findValuesAsText("kind"))
                .containsExactly("order_differs", "order_differs");
        assertThat(found.body().path("differences").findValuesAsText("id")).containsExactlyInAnyOrder(ann, bob);
    }

    @Test
    void whatIsNotThereIsRefusedLikeEverythingElse() {
        Merchant merchant = api.merchant();
        assertRefused(api.get("/v1/nothing", null), 404, "not_found");
        assertRefused(new Sale(merchant, "sal_none").read(), 404, "not_found");
        assertRefused(new Sale(merchant, "sal_none").facts(), 404, "not_found");
        Reply wrong = api.delete(merchant.sales(), merchant.token());
        assertRefused(wrong, 405, "method_not_allowed");
        assertThat(wrong.header("Allow")).isEqualTo("GET, POST");
        assertThat(api.get("/healthz", null, "X-Request-Id", "mine-1").header("X-Request-Id"))
                .isEqualTo("mine-1");
        assertThat(api.get("/healthz", null, "X-Request-Id", "not sane").header("X-Request-Id"))
                .isNotEqualTo("not sane")
                .isNotEmpty();
        assertThat(api.get("/readyz", null).body().path("ready").asBoolean()).isTrue();
        assertThat(api.get("/openapi.json", null).text("openapi")).startsWith("3.");
        assertThat(api.get("/docs", null).status()).isEqualTo(200);
        assertThat(api.get("/metrics", null).raw().body()).contains("doorbuster_");
    }

    private void assertConsistent(Sale sale) {
        Reply level = sale.read("/reconciliation");
        assertThat(level.body().path("consistent").asBoolean())
                .as(level.toString())
                .isTrue();
        assertThat(sale.read("/stats").number("/oversold")).isZero();
    }

    /** A refusal as RFC 9457 has it, that says nothing of our insides. */
    static void assertRefused(Reply refused, int status, String code) {
        assertThat(refused.status()).as(refused.toString()).isEqualTo(status);
        assertThat(refused.code()).as(refused.toString()).isEqualTo(code);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refused.header("X-Request-Id")).isEqualTo(refused.text("requestId"));
        assertThat(refused.number("/status")).isEqualTo(status);
        assertThat(List.of("type", "title", "detail", "instance"))
                .allSatisfy(member -> assertThat(refused.text(member)).isNotEmpty());
        assertThat(refused.raw().body()).doesNotContain("Exception", "java.", "io.doorbuster", "SELECT");
        assertThat(status == 503 || status == 429 ? refused.header("Retry-After") : "1")
                .matches("[0-9]+");
    }

    private void sql(String statement, UUID id) {
        assertThat(Jdbi.create(stack.jdbcUrl())
                        .<Integer, RuntimeException>withHandle(handle -> handle.execute(statement, id)))
                .isOne();
    }

    private static UUID uuid(String wireId) {
        return UUID.fromString(wireId.substring(4));
    }
}
