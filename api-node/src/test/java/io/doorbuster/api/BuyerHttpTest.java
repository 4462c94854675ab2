package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import io.doorbuster.api.payment.SandboxPayment;
import io.doorbuster.sale.Durability.WhenLedgerDown;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuyerHttpTest {
    private final TestNode node = new TestNode();
    private final String ann = node.token(Role.BUYER, "ann");
    private final String bob = node.token(Role.BUYER, "bob");

    @BeforeEach
    void repair() {
        node.grid.away = false;
        node.grid.ledgerFollows = true;
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private List<SandboxPayment> payments(String sale) {
        return node.gateway.payments().stream()
                .filter(payment -> payment.key().startsWith(sale + ":"))
                .toList();
    }

    private Reply reserve(String sale, String token, String... headers) {
        return node.post("/v1/sales/" + sale + "/reserve", token, "{}", headers);
    }

    private Reply checkout(String sale, String token, String reservation, String method, String... headers) {
        return node.post(
                "/v1/sales/" + sale + "/checkout",
                token,
                "{\"reservationId\":\"" + reservation + "\",\"paymentMethod\":\"" + method + "\"}",
                headers);
    }

    @Test
    void sellsAUnit() {
        node.sale("sal_a", 1, WhenLedgerDown.PROCEED);
        Reply reserved = reserve("sal_a", ann);
        assertThat(reserved.status()).isEqualTo(201);
        assertThat(reserved.body().path("units").get(0).asInt()).isEqualTo(1);
        assertThat(reserved.body().path("expiresIn").asInt()).isEqualTo(60);
        Reply held = reserve("sal_a", bob);
        assertThat(held.status()).isEqualTo(409);
        assertThat(held.text("code")).isEqualTo("all_held");
        assertThat(held.header("Retry-After")).isEqualTo("60");
        Reply paid = checkout("sal_a", ann, reserved.text("reservationId"), "pm_card_visa");
        assertThat(paid.status()).isEqualTo(201);
        assertThat(paid.text("status")).isEqualTo("paid");
        assertThat(reserve("sal_a", bob).text("code")).isEqualTo("sold_out");
        Reply order = node.get("/v1/sales/sal_a/orders/" + paid.text("orderId"), ann);
        assertThat(order.text("status")).isEqualTo("paid");
        assertThat(order.body().at("/amount/amount").asInt()).isEqualTo(500);
        assertThat(node.get("/v1/sales/sal_a/orders/" + paid.text("orderId"), bob)
                        .status())
                .isEqualTo(404);
        assertThat(node.get("/v1/sales/sal_a", null).text("phase")).isEqualTo("SOLD_OUT");
    }

    @Test
    void answersARepeatedPurchaseTheSame() {
        node.sale("sal_b", 5, WhenLedgerDown.PROCEED);
        Reply first = reserve("sal_b", ann, "Idempotency-Key", "k1");
        Reply second = reserve("sal_b", ann, "Idempotency-Key", "k1");
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text("reservationId")).isEqualTo(first.text("reservationId"));
        assertThat(node.post("/v1/sales/sal_b/reserve", ann, "{\"quantity\":2}", "Idempotency-Key", "k1")
                        .status())
                .isEqualTo(422);
        String id = first.text("reservationId");
        Reply paid = checkout("sal_b", ann, id, "pm_card_visa", "Idempotency-Key", "p1");
        Reply again = checkout("sal_b", ann, id, "pm_card_visa", "Idempotency-Key", "p1");
        Reply other = checkout("sal_b", ann, id, "pm_card_visa");
        assertThat(paid.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(paid.body());
        assertThat(other.body()).isEqualTo(paid.body());
        assertThat(checkout("sal_b", ann, id, "pm_card_declined", "Idempotency-Key", "p1")
                        .status())
                .isEqualTo(422);
        assertThat(payments("sal_b")).hasSize(1);
    }

    @Test
    void makesOneOrderOfManyCheckoutsAtTheSameMoment() {
        node.sale("sal_c", 5, WhenLedgerDown.PROCEED);
        String id = reserve("sal_c", ann).text("reservationId");
        assertThat(IntStream.range(0, 16)
                        .parallel()
                        .mapToObj(
                                i -> checkout("sal_c", ann, id, "pm_card_visa").status())
                        .toList())
                .allMatch(status -> status == 201 || status == 202);
        assertThat(payments("sal_c"))
                .singleElement()
                .satisfies(payment -> assertThat(payment.state()).isEqualTo(SandboxPayment.State.CAPTURED));
    }

    @Test
    void capsABuyer() {
        node.sale("sal_d", 5, WhenLedgerDown.PROCEED);
        reserve("sal_d", ann);
        String second = reserve("sal_d", ann).text("reservationId");
        Reply third = reserve("sal_d", ann);
        assertThat(third.status()).isEqualTo(409);
        assertThat(third.text("code")).isEqualTo("cap_reached");
        assertThat(third.text("reservationId")).isEqualTo(second);
    }

    @Test
    void letsABuyerTryAgainAfterADecline() {
        node.sale("sal_e", 5, WhenLedgerDown.PROCEED);
        String id = reserve("sal_e", ann).text("reservationId");
        Reply declined = checkout("sal_e", ann, id, "pm_card_declined", "Idempotency-Key", "d1");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text("code")).isEqualTo("payment_declined");
        assertThat(declined.text("reason")).isEqualTo("card_declined");
        assertThat(declined.text("expiresAt")).isNotEmpty();
        assertThat(checkout("sal_e", ann, id, "pm_card_declined", "Idempotency-Key", "d1")
                        .status())
                .isEqualTo(402);
        assertThat(checkout("sal_e", ann, id, "pm_card_visa").status()).isEqualTo(201);
        assertThat(checkout("sal_e", ann, id, "pm_card_declined", "Idempotency-Key", "d1")
                        .status())
                .isEqualTo(402);
    }

    @Test
    void asksForASecondStep() {
        node.sale("sal_f", 5, WhenLedgerDown.PROCEED);
        String id = reserve("sal_f", ann).text("reservationId");
        Reply first = checkout("sal_f", ann, id, "pm_card_requires_action");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.body().path("requiresAction").asBoolean()).isTrue();
        assertThat(first.text("clientSecret")).isNotEmpty();
        assertThat(checkout("sal_f", ann, id, "pm_card_requires_action").status())
                .isEqualTo(201);
        assertThat(payments("sal_f")).hasSize(1);
    }

    @Test
    void findsALostAnswer() {
        node.sale("sal_g", 1, WhenLedgerDown.PROCEED);
        String id = reserve("sal_g", ann).text("reservationId");
        Reply lost = checkout("sal_g", ann, id, "pm_card_unknown");
        assertThat(lost.status()).isEqualTo(202);
        assertThat(lost.text("status")).isEqualTo("pending");
        assertThat(node.send(node.request("/v1/sales/sal_g/reservations/" + id, ann)
                                .DELETE())
                        .text("code"))
                .isEqualTo("payment_in_progress");
        node.clock.advance(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(node.get("/v1/sales/sal_g/orders/" + lost.text("orderId"), ann)
                        .text("status"))
                .isEqualTo("paid"));
        assertThat(payments("sal_g"))
                .singleElement()
                .satisfies(payment -> assertThat(payment.state()).isEqualTo(SandboxPayment.State.CAPTURED));
    }

    @Test
    void refusesToChargeWithoutTheLedgerIfThatIsThePolicy() {
        node.sale("sal_h", 1, WhenLedgerDown.REFUSE);
        node.grid.ledgerFollows = false;
        String id = reserve("sal_h", ann).text("reservationId");
        Reply refused = checkout("sal_h", ann, id, "pm_card_visa");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("code")).isEqualTo("unavailable");
        assertThat(payments("sal_h")).isEmpty();
        node.grid.ledgerFollows = true;
        assertThat(checkout("sal_h", ann, id, "pm_card_visa").status()).isEqualTo(201);
    }

    @Test
    void goesOnWithoutTheLedgerIfThatIsThePolicy() {
        node.sale("sal_i", 1, WhenLedgerDown.PROCEED);
        node.grid.ledgerFollows = false;
        String id = reserve("sal_i", ann).text("reservationId");
        assertThat(checkout("sal_i", ann, id, "pm_card_visa").status()).isEqualTo(201);
    }

    @Test
    void refusesWhatIsGoneOrNotOnesOwn() {
        node.sale("sal_j", 5, WhenLedgerDown.PROCEED);
        String id = reserve("sal_j", ann).text("reservationId");
        assertThat(checkout("sal_j", bob, id, "pm_card_visa").status()).isEqualTo(404);
        assertThat(checkout("sal_j", ann, "rsv_1", "pm_card_visa").status()).isEqualTo(404);
        assertThat(checkout("sal_j", ann, id, "pm_card_other").text("field")).isEqualTo("paymentMethod");
        String path = "/v1/sales/sal_j/reservations/" + id;
        assertThat(node.get(path, bob).status()).isEqualTo(404);
        assertThat(node.send(node.request(path, ann).DELETE()).status()).isEqualTo(204);
        assertThat(node.send(node.request(path, ann).DELETE()).status()).isEqualTo(204);
        assertThat(node.get(path, ann).text("status")).isEqualTo("released");
        Reply gone = checkout("sal_j", ann, id, "pm_card_visa");
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.text("code")).isEqualTo("reservation_expired");
        String late = reserve("sal_j", ann).text("reservationId");
        node.clock.advance(Duration.ofSeconds(61));
        assertThat(checkout("sal_j", ann, late, "pm_card_visa").status()).isEqualTo(410);
    }

    @Test
    void showsTheStock() {
        node.sale("sal_k", 5, WhenLedgerDown.PROCEED);
        Reply stock = node.get("/v1/sales/sal_k/stock", null);
        assertThat(stock.body().path("remaining").asInt()).isEqualTo(5);
        assertThat(stock.header("Cache-Control")).isEqualTo("public, max-age=1, stale-while-revalidate=60");
        String tag = String.valueOf(stock.header("ETag"));
        assertThat(node.send(node.request("/v1/sales/sal_k/stock", null).header("If-None-Match", tag))
                        .status())
                .isEqualTo(304);
        reserve("sal_k", ann);
        assertThat(node.send(node.request("/v1/sales/sal_k/stock", null).header("If-None-Match", tag))
                        .body()
                        .path("remaining")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void saysThatTheGridIsAway() {
        node.sale("sal_l", 5, WhenLedgerDown.PROCEED);
        node.grid.away = true;
        Reply reply = reserve("sal_l", ann);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text("code")).isEqualTo("unavailable");
        assertThat(node.get("/readyz", null).status()).isEqualTo(503);
        assertThat(node.get("/healthz", null).status()).isEqualTo(200);
    }

    @Test
    void closesAtTheEnd() {
        node.sale("sal_m", 5, WhenLedgerDown.PROCEED);
        node.clock.advance(Duration.ofMinutes(60));
        Reply reply = reserve("sal_m", node.token(Role.BUYER, "ann"));
        assertThat(reply.status()).isEqualTo(410);
        assertThat(reply.text("code")).isEqualTo("sale_ended");
    }
}
