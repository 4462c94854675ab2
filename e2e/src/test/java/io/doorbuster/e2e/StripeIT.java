package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.payment.stripe.StripeConfig;
import io.doorbuster.api.payment.stripe.WebhookSecrets;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.embedded.PaymentProvider;
import io.doorbuster.embedded.Stack;
import io.doorbuster.embedded.StripeSettings;
import io.doorbuster.stripesim.Fault;
import io.doorbuster.stripesim.Faults;
import io.doorbuster.stripesim.SimIntent;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole stack, paying through Stripe's protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StripeIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final String KEY = "sk_test_whole_stack";
    private static final String SECRET = "whsec_whole_stack";
    private static final String DECLINED = "pm_card_chargeDeclined";
    private static final String SECURED = "pm_card_authenticationRequired";
    private static final String CONFIRM = "POST /v1/payment_intents/{id}/confirm";
    private static final String CAPTURE = "POST /v1/payment_intents/{id}/capture";

    private final StripeSim stripe = StripeSim.start(StripeSimConfig.DEFAULTS.withSecretKeys(Set.of(KEY)));
    private final Stack stack;
    private final Api api;
    private final HttpClient http = HttpClient.newHttpClient();

    StripeIT(@TempDir Path data) {
        StripeConfig config = StripeConfig.of(KEY).withApiBase(stripe.apiBase()).withRequestsPerSec(500);
        stack = Stack.start(
                data,
                0,
                DevelopmentIssuer.random(),
                new PaymentProvider.Stripe(new StripeSettings(config, new WebhookSecrets(List.of(SECRET)))));
        stripe.deliverTo(stack.baseUrl().resolve("/v1/webhooks/stripe"), SECRET);
        api = new Api(stack.baseUrl(), stack.issuer());
    }

    @AfterAll
    void stop() {
        stack.close();
        stripe.close();
    }

    @Test
    void anOrderIsAuthorisedThenCapturedUnderItsOwnName() {
        Sale sale = api.merchant().sell(3, offer -> offer.put("perUserCap", 2));
        String held = sale.reserve("ann", "{\"quantity\":2}").text("reservationId");
        Reply paid = sale.checkout("ann", held, Sale.VISA);
        assertThat(paid.status()).as(paid.toString()).isEqualTo(201);
        SimIntent intent = only(sale);
        assertThat(intent.captured()).isTrue();
        assertThat(intent.amountReceived()).isEqualTo(2L * Merchant.PRICE);
        assertThat(intent.metadata())
                .containsEntry("sale", sale.saleId())
                .containsEntry("order", paid.text("orderId"))
                .containsEntry("reservation", held)
                .containsEntry("attempt", "1")
                .containsEntry("units", "1,2");
        sale.awaitOrders(1);
        assertThat(sale.read("/orders/" + paid.text("orderId")).text("paymentRef"))
                .isEqualTo(intent.id());
        assertConsistent(sale);
    }

    @Test
    void aDeclineStartsAnotherAttemptAndNeverChargesTheFirst() {
        Sale sale = api.merchant().sell(1);
        String held = sale.hold("ann");
        Reply declined = sale.checkout("ann", held, DECLINED);
        assertThat(declined.code()).isEqualTo("payment_declined");
        assertThat(declined.text("reason")).isEqualTo("generic_decline");
        assertThat(sale.checkout("ann", held, Sale.VISA).status()).isEqualTo(201);
        assertThat(intents(sale)).hasSize(2).filteredOn(SimIntent::captured).hasSize(1);
        assertConsistent(sale);
    }

    @Test
    void aSecondStepIsCompletedByCheckingOutAgain() {
        Sale sale = api.merchant().sell(1);
        String held = sale.hold("ann");
        Reply asked = sale.checkout("ann", held, SECURED);
        assertThat(asked.status()).as(asked.toString()).isEqualTo(202);
        assertThat(sale.checkout("ann", held, SECURED).text("clientSecret")).isEqualTo(asked.text("clientSecret"));
        prove(asked, "succeed");
        await().atMost(LONG).until(() -> sale.checkout("ann", held, SECURED).status() == 201);
        assertThat(only(sale).captured()).isTrue();
        assertConsistent(sale);
    }

    @Test
    void aSecondStepIsCompletedByTheWebhookAlone() {
        Sale sale = api.merchant().sell(1);
        Reply asked = sale.checkout("ann", sale.hold("ann"), SECURED);
        prove(asked, "succeed");
        awaitStatus(sale, asked.text("orderId"), "paid");
        assertThat(only(sale).captured()).isTrue();
        assertConsistent(sale);
    }

    @Test
    void aSecondStepThatFailsLeavesTheReservationToAnotherAttempt() {
        Sale sale = api.merchant().sell(1);
        String held = sale.hold("ann");
        Reply asked = sale.checkout("ann", held, SECURED);
        prove(asked, "fail");
        awaitStatus(sale, asked.text("orderId"), "declined");
        assertThat(sale.checkout("ann", held, Sale.VISA).status()).isEqualTo(201);
        assertThat(intents(sale))
                .filteredOn(intent -> intent.status().equals("canceled"))
                .hasSize(1);
        assertConsistent(sale);
    }

    @Test
    void aLostAnswerEndsInOneCharge() {
        Sale sale = api.merchant().sell(1);
        stripe.once(Fault.RESET_AFTER, CONFIRM).once(Fault.DROP_AFTER, CAPTURE);
        Reply answer = sale.checkout("ann", sale.hold("ann"), Sale.VISA);
        assertThat(answer.status()).as(answer.toString()).isIn(201, 202);
        awaitStatus(sale, answer.text("orderId"), "paid");
        assertThat(only(sale).captured()).isTrue();
        assertConsistent(sale);
    }

    @Test
    void aRefundIsOneWhateverTheNumberOfCalls() {
        Sale sale = api.merchant().sell(1);
        String order = sale.buy("ann");
        sale.awaitOrders(1);
        assertThat(sale.refund(order).text("status")).isEqualTo("refunded");
        assertThat(sale.refund(order).text("status")).isEqualTo("refunded");
        assertThat(only(sale).amountRefunded()).isEqualTo(Merchant.PRICE);
        assertThat(sale.reserve("bob").code()).isEqualTo("sold_out");
        assertConsistent(sale);
    }

    @Test
    void aRefundThatTheBankKeepsWaitingIsUnderWayUntilItIsThere() {
        Sale sale = api.merchant().sell(1);
        String order =
                sale.checkout("ann", sale.hold("ann"), "pm_card_pendingRefund").text("orderId");
        sale.awaitOrders(1);
        Reply asked = sale.refund(order);
        assertThat(asked.status()).as(asked.toString()).isEqualTo(202);
        assertThat(asked.text("status")).isEqualTo("refunding");
        awaitStatus(sale, order, "refunded");
        assertThat(stripe.requests().get("POST /v1/refunds")).isPositive();
        assertConsistent(sale);
    }

    @Test
    void aRefundThatFailsAtTheBankLeavesTheOrderPaidAndCanBeAskedForAgain() {
        Sale sale = api.merchant().sell(1);
        String order =
                sale.checkout("ann", sale.hold("ann"), "pm_card_refundFail").text("orderId");
        sale.awaitOrders(1);
        for (int time = 1; time <= 2; time++) {
            assertThat(sale.refund(order).text("status")).isEqualTo("refunded");
            awaitStatus(sale, order, "paid");
            assertThat(only(sale).amountRefunded()).isZero();
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(sale.read("/orders/" + order).text("reason"))
                                    .isEqualTo("the refund failed at the buyer's bank"));
        }
        assertConsistent(sale);
    }

    @Test
    void aRefundPutsTheUnitBackOnSaleIfTheSaleSaysSo() {
        Sale sale = api.merchant().sell(1, offer -> offer.put("resellRefunded", true));
        String order = sale.buy("ann");
        sale.awaitOrders(1);
        assertThat(sale.refund(order).text("status")).isEqualTo("refunded");
        await().atMost(LONG).until(() -> sale.reserve("bob").status() == 201);
        assertThat(sale.refund(order).text("status")).isEqualTo("refunded");
        assertConsistent(sale);
    }

    @Test
    void aRefundFromTheDashboardReachesTheOrder() {
        Sale sale = api.merchant().sell(1);
        String order = sale.buy("ann");
        asStripe("/v1/refunds", "payment_intent=" + only(sale).id());
        awaitStatus(sale, order, "refunded");
        assertConsistent(sale);
    }

    @Test
    void anOrderIsRefundedLongAfterItsSaleHasLeftTheGrid() throws SQLException {
        Sale sale = api.merchant().sell(3);
        String order = sale.buy("ann");
        String other = sale.buy("bob");
        String held = sale.hold("cid");
        String declined = sale.checkout("cid", held, DECLINED).text("orderId");
        sale.release("cid", held);
        sale.awaitOrders(3);
        letGo(sale);

        // For a moment it may still seem to be there: that is 503, and to be repeated.
        await().atMost(LONG).until(() -> sale.refund(order).text("status"), "refunded"::equals);
        assertThat(intentOf(sale, order).amountRefunded()).isEqualTo(Merchant.PRICE);
        assertThat(sale.refund(declined).code()).isEqualTo("not_refundable");
        assertThat(sale.reserve("dan").code()).isEqualTo("sale_ended");
        asStripe("/v1/refunds", "payment_intent=" + intentOf(sale, other).id());
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(sale.read("/orders/" + other).text("status")).isEqualTo("refunded"));
        assertConsistent(sale);
    }

    @Test
    void aRefundFromTheDashboardBringsItsSaleBack() throws SQLException {
        Sale sale = api.merchant().sell(1);
        String order = sale.buy("ann");
        sale.awaitOrders(1);
        letGo(sale);
        asStripe("/v1/refunds", "payment_intent=" + only(sale).id());
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(sale.read("/orders/" + order).text("status")).isEqualTo("refunded"));
    }

    /** As if its last hour were over in three seconds: its times are moved, and it is put away. */
    private void letGo(Sale sale) throws SQLException {
        try (Connection ledger = DriverManager.getConnection(stack.jdbcUrl());
                PreparedStatement times = ledger.prepareStatement("""
                        UPDATE sales SET version = version + 1, start_at = now() - interval '2 hours',
                            end_at = now() - interval '1 hour' + interval '3 seconds' WHERE sale_id = ?
                        """)) {
            times.setString(1, sale.saleId());
            assertThat(times.executeUpdate()).isOne();
        }
        await().atMost(LONG).until(() -> !stack.member().getMap("sales").containsKey(sale.saleId()));
    }

    @Test
    void aDisputeIsShownToTheMerchant() {
        Sale sale = api.merchant().sell(1);
        Reply paid = sale.checkout("ann", sale.hold("ann"), "pm_card_createDispute");
        assertThat(paid.status()).as(paid.toString()).isEqualTo(201);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                sale.read("/orders/" + paid.text("orderId")).text("disputedAt"))
                        .isNotEmpty());
    }

    @Test
    void aForgedReportIsRefused() {
        Reply forged = api.post("/v1/webhooks/stripe", null, "{\"id\":\"evt_1\"}", "Stripe-Signature", "t=1,v1=00");
        assertThat(forged.status()).isEqualTo(400);
        assertThat(forged.code()).isEqualTo("invalid_request");
    }

    @Test
    void whatDiffersFromStripesBooksIsNamed() {
        Sale sale = api.merchant().sell(5);
        String kept = sale.buy("ann");
        String forgotten = sale.buy("bob");
        String changed = sale.buy("carl");
        String refunded = sale.buy("dora");
        sale.awaitOrders(4);
        stripe.forget(intentOf(sale, forgotten).id());
        stripe.tamperAmount(intentOf(sale, changed).id(), 1);
        SimIntent original = intentOf(sale, kept);
        stripe.plant(original.account(), Merchant.PRICE, "usd", original.metadata());
        UUID nobody = UUID.randomUUID();
        stripe.plant(
                original.account(),
                Merchant.PRICE,
                "usd",
                Map.of(
                        "org", sale.merchant().orgId(),
                        "sale", sale.saleId(),
                        "key", sale.saleId() + ":" + nobody + ":1"));
        // So that nobody hears of what happens now.
        stripe.faults(Faults.NONE.with(Fault.EVENT_LOST, 1));
        asStripe("/v1/refunds", "payment_intent=" + intentOf(sale, refunded).id());
        asStripe(
                "/v1/payment_intents",
                "amount=1&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa&metadata[org]="
                        + sale.merchant().orgId() + "&metadata[sale]=" + sale.saleId() + "&metadata[key]="
                        + sale.saleId() + ":" + UUID.randomUUID() + ":1");
        stripe.faults(Faults.NONE);
        Reply report = sale.read("/reconciliation");
        assertThat(report.body().path("consistent").asBoolean()).isFalse();
        assertThat(report.body().path("differences").findValuesAsText("kind"))
                .as(report.toString())
                .containsExactlyInAnyOrder(
                        "order_without_charge",
                        "amount_differs",
                        "charged_twice",
                        "charged_without_order",
                        "refund_differs",
                        "authorised_without_order");
    }

    private List<SimIntent> intents(Sale sale) {
        return stripe.intents().stream()
                .filter(intent -> sale.saleId().equals(intent.metadata().get("sale")))
                .toList();
    }

    private SimIntent only(Sale sale) {
        assertThat(intents(sale)).hasSize(1);
        return intents(sale).get(0);
    }

    private SimIntent intentOf(Sale sale, String order) {
        return intents(sale).stream()
                .filter(intent -> order.equals(intent.metadata().get("order")))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitStatus(Sale sale, String order, String status) {
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(sale.order("ann", order).text("status")).isEqualTo(status));
    }

    /** The buyer's second step in the provider's own form. */
    private void prove(Reply asked, String result) {
        String secret = asked.text("clientSecret");
        asStripe(
                "/sim/payment_intents/" + secret.substring(0, secret.indexOf("_secret_")) + "/authenticate",
                "result=" + result);
    }

    /** A call that Doorbuster knows nothing of. */
    private void asStripe(String path, String form) {
        HttpRequest request = HttpRequest.newBuilder(stripe.apiBase().resolve(path))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> answer =
                http.sendAsync(request, BodyHandlers.ofString()).join();
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(400);
    }

    private static void assertConsistent(Sale sale) {
        JsonNode report = sale.read("/reconciliation").body();
        assertThat(report.path("consistent").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.at("/payments/provider/available").asBoolean())
                .as(report.toString())
                .isTrue();
    }
}
