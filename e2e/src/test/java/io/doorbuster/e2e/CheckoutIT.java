package io.doorbuster.e2e;

import static io.doorbuster.e2e.MerchantIT.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.embedded.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Paying, against the whole stack: what the buyer is told, what the ledger has, what the provider has in its books. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckoutIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Stack stack;
    private final Api api;
    private Sale sale;

    CheckoutIT(@TempDir Path data) {
        stack = Stack.start(data, 0, DevelopmentIssuer.random());
        api = new Api(stack.baseUrl(), stack.issuer());
        sale = api.merchant().sell(1);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @AfterEach
    void everythingAgrees() {
        Reply level = sale.read("/reconciliation");
        assertThat(level.body().path("consistent").asBoolean())
                .as(level.toString())
                .isTrue();
        assertThat(sale.read("/stats").number("/oversold")).isZero();
    }

    @Test
    void aBrokenRequestIsRefusedAndChargesNothing() {
        sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        String reservation = "\"reservationId\":\"" + held + "\"";
        for (String body : List.of(
                "",
                "{",
                "{}",
                "{" + reservation + "}",
                "{\"paymentMethod\":\"pm_card_visa\"}",
                "{" + reservation + ",\"paymentMethod\":\"pm_card_amex\"}",
                "{" + reservation + ",\"paymentMethod\":5}",
                "{" + reservation + ",\"paymentMethod\":\"pm_card_visa\",\"amount\":1}")) {
            assertRefused(api.post(sale.open() + "/checkout", api.buyer("ann"), body), 400, "invalid_request");
        }
        assertRefused(
                api.post(sale.open() + "/checkout", api.buyer("ann"), "{\"x\":\"" + "x".repeat(17_000) + "\"}"),
                413,
                "body_too_large");
        assertThat(Books.of(stack, sale)).isEmpty();
        assertThat(sale.reservation("ann", held).text("status")).isEqualTo("held");
    }

    @Test
    void whatIsNotOnesOwnCannotBePaidFor() {
        sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        Sale other = api.merchant().sell(5);
        assertRefused(sale.checkout("bob", held, Sale.VISA), 404, "not_found");
        assertRefused(other.checkout("ann", held, Sale.VISA), 404, "not_found");
        assertRefused(sale.checkout("ann", "rsv_" + UUID.randomUUID(), Sale.VISA), 404, "not_found");
        assertRefused(sale.checkout("ann", "rsv_1", Sale.VISA), 404, "not_found");
        assertThat(Books.of(stack, sale)).isEmpty();
        assertThat(Books.of(stack, other)).isEmpty();
    }

    @Test
    void anOrderIsItsOwnersOnly() {
        sale = api.merchant().sell(5);
        String order = sale.buy("ann");
        assertThat(sale.order("ann", order).text("status")).isEqualTo("paid");
        assertRefused(sale.order("bob", order), 404, "not_found");
        assertRefused(api.merchant().sell(1).order("ann", order), 404, "not_found");
        String held = sale.hold("carl");
        assertRefused(sale.order("carl", "ord_" + held.substring(4)), 404, "not_found");
    }

    @Test
    void aReleasedReservationCannotBePaidFor() {
        sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        sale.release("ann", held);
        assertRefused(sale.checkout("ann", held, Sale.VISA), 410, "reservation_expired");
        assertThat(Books.of(stack, sale)).isEmpty();
    }

    @Test
    void anExpiredReservationCannotBePaidForAndItsUnitIsSoldToAnother() {
        sale = api.merchant().sell(1, offer -> offer.put("reservationTtlSec", 5));
        String held = sale.hold("ann");
        await().atMost(LONG).until(() -> sale.reserve("bob").status() == 201);
        assertRefused(sale.checkout("ann", held, Sale.VISA), 410, "reservation_expired");
        assertRefused(sale.release("ann", held), 410, "reservation_expired");
        assertThat(sale.reservation("ann", held).text("status")).isEqualTo("expired");
        assertThat(Books.of(stack, sale)).isEmpty();
    }

    @Test
    void payingExtendsTheHoldAndKeepsItsUnits() {
        sale = api.merchant().sell(1, offer -> offer.put("reservationTtlSec", 5));
        String held = sale.hold("ann");
        await().atMost(LONG).until(() -> sale.reservation("ann", held).number("/expiresIn") <= 2);
        CompletableFuture<Reply> slow = sale.checkoutAsync("ann", held, Sale.SLOW);
        await().atMost(LONG).until(() -> sale.reservation("ann", held).number("/expiresIn") >= 4);
        assertRefused(sale.reserve("bob"), 409, "all_held");
        assertThat(slow.join().text("status")).isEqualTo("paid");
        assertRefused(sale.reserve("bob"), 409, "sold_out");
    }

    @Test
    void aPaidReservationIsNotPaidAgain() {
        sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        Reply paid = sale.checkout("ann", held, Sale.VISA, "Idempotency-Key", "k");
        assertThat(paid.status()).isEqualTo(201);
        assertThat(paid.number("/units/0")).isOne();
        assertThat(sale.checkout("ann", held, Sale.VISA, "Idempotency-Key", "k").body())
                .isEqualTo(paid.body());
        assertThat(sale.checkout("ann", held, Sale.DECLINED).body()).isEqualTo(paid.body());
        assertRefused(sale.checkout("ann", held, Sale.SLOW, "Idempotency-Key", "k"), 422, "idempotency_mismatch");
        assertRefused(sale.release("ann", held), 409, "already_paid");
        assertThat(Books.of(stack, sale)).containsExactly("CAPTURED");
    }

    @Test
    void oneKeyPaysForOneReservation() {
        sale = api.merchant().sell(5, offer -> offer.put("perUserCap", 3));
        String first = sale.hold("ann");
        String second = sale.hold("ann");
        Reply paid = sale.checkout("ann", first, Sale.VISA, "Idempotency-Key", "k");
        assertThat(paid.status()).isEqualTo(201);
        assertRefused(sale.checkout("ann", second, Sale.VISA, "Idempotency-Key", "k"), 422, "idempotency_mismatch");
        assertThat(sale.checkout("ann", first, Sale.VISA, "Idempotency-Key", "k")
                        .body())
                .isEqualTo(paid.body());
        assertThat(Books.of(stack, sale)).containsExactly("CAPTURED");
        assertThat(sale.checkout("ann", second, Sale.VISA, "Idempotency-Key", "l")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void checkoutsAtTheSameMomentAreOneOrderAndOnePayment() {
        sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        List<CompletableFuture<Reply>> clicks = IntStream.range(0, 10)
                .mapToObj(i -> sale.checkoutAsync("ann", held, Sale.VISA))
                .toList();
        List<Reply> replies = clicks.stream().map(CompletableFuture::join).toList();
        assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isIn(201, 202));
        assertThat(replies.stream().map(Reply::status)).contains(201);
        assertThat(replies.stream().map(reply -> reply.text("orderId")).distinct())
                .hasSize(1);
        assertThat(Books.of(stack, sale)).containsExactly("CAPTURED");
        sale.awaitOrders(1);
    }

    @Test
    void afterADeclineTheReservationLivesOnAndIsPaidByAnotherCard() {
        sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        Reply declined = sale.checkout("ann", held, Sale.DECLINED, "Idempotency-Key", "first");
        assertRefused(declined, 402, "payment_declined");
        assertThat(sale.reservation("ann", held).text("status")).isEqualTo("held");
        assertThat(sale.order("ann", declined.text("orderId")).text("status")).isEqualTo("declined");
        assertThat(sale.checkout("ann", held, Sale.VISA, "Idempotency-Key", "second")
                        .text("status"))
                .isEqualTo("paid");
        assertRefused(sale.checkout("ann", held, Sale.DECLINED, "Idempotency-Key", "first"), 402, "payment_declined");
        assertThat(Books.of(stack, sale)).containsExactly("DECLINED", "CAPTURED");
        await().until(() -> sale.read("/stats").number("/declined") == 1);
    }

    @Test
    void fiveDeclinesAreEnough() {
        sale = api.merchant().sell(5);
        String held = sale.hold("ann");
        for (int i = 0; i < 5; i++) {
            assertRefused(sale.checkout("ann", held, Sale.DECLINED), 402, "payment_declined");
        }
        assertRefused(sale.checkout("ann", held, Sale.VISA), 409, "too_many_attempts");
        assertThat(sale.release("ann", held).status()).isEqualTo(204);
    }

    @Test
    void aLostAnswerPinsTheUnitUntilItsFateIsKnownAndItIsNeverSoldTwice() {
        sale = api.merchant().sell(1, offer -> offer.put("reservationTtlSec", 5));
        String held = sale.hold("ann");
        Reply lost = sale.checkout("ann", held, Sale.UNKNOWN);
        assertThat(lost.status()).isEqualTo(202);
        assertThat(lost.text("status")).isEqualTo("pending");
        sale.awaitStock("unknown", 1);
        assertRefused(sale.release("ann", held), 409, "payment_in_progress");
        assertThat(sale.checkout("ann", held, Sale.VISA).text("status")).isEqualTo("pending");
        assertRefused(sale.reserve("bob"), 409, "all_held");

        await().atMost(LONG)
                .until(() ->
                        sale.order("ann", lost.text("orderId")).text("status").equals("paid"));
        assertThat(sale.checkout("ann", held, Sale.VISA).status()).isEqualTo(201);
        assertRefused(sale.reserve("bob"), 409, "sold_out");
        assertThat(Books.of(stack, sale)).containsExactly("CAPTURED");
    }

    @Test
    void aSecondStepIsAskedForAndThenPaid() {
        sale = api.merchant().sell(1);
        String held = sale.hold("ann");
        Reply asked = sale.checkout("ann", held, Sale.REQUIRES_ACTION, "Idempotency-Key", "k");
        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.text("clientSecret")).isNotEmpty();
        assertThat(sale.order("ann", asked.text("orderId")).text("status")).isEqualTo("pending");
        assertRefused(sale.reserve("bob"), 409, "all_held");
        assertThat(sale.checkout("ann", held, Sale.REQUIRES_ACTION, "Idempotency-Key", "k")
                        .text("status"))
                .isEqualTo("paid");
        assertThat(Books.of(stack, sale)).containsExactly("CAPTURED");
    }
}
