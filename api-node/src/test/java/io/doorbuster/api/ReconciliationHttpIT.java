package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.api.payment.SandboxPayment;
import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.api.reconciliation.ClosingReconciliation;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.ledger.LedgerWriter;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.ledger.ReconciliationStore;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Differences that a test plants at the provider or in the grid; the pipeline is played by the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconciliationHttpIT {
    private static final String SALES = "/v1/orgs/acme/sales";
    private static final long PRICE = 500;

    private final EmbeddedPostgres database;
    private final TestNode node;
    private final Ledger ledger;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final String merchant;
    private final String ann;

    ReconciliationHttpIT() throws IOException {
        database = EmbeddedPostgres.start();
        node = new TestNode(new PostgresConfig(database.getJdbcUrl("postgres", "postgres"), "postgres", ""));
        ledger = new Ledger(node.postgres());
        merchant = node.token(Role.MERCHANT, "boss");
        ann = node.token(Role.BUYER, "ann");
    }

    @BeforeAll
    void migrate() {
        node.postgres().migrate();
    }

    @AfterAll
    void stop() throws IOException {
        threads.shutdownNow();
        ledger.close();
        node.close();
        database.close();
    }

    private String create() {
        return node.post(SALES, merchant, """
                        {"skuId":"sku","title":"A thing","price":{"amount":%d,"currency":"usd"},"stock":5,
                         "perUserCap":5,"startAt":"%s","endAt":"%s"}
                        """.formatted(
                                PRICE,
                                node.clock.instant().minusSeconds(1),
                                node.clock.instant().plusSeconds(3_600)))
                .text("saleId");
    }

    /** What the pipeline would do. */
    private void ledgerFollows(String saleId) {
        BucketKey key = new BucketKey("acme", saleId, 0);
        Outcome.Events events = (Outcome.Events)
                node.grid.submit(key, new Command.ReadOutbox(0, 1_000)).join();
        if (!events.events().isEmpty()) {
            OutboxSlice slice = new OutboxSlice(key, events.events());
            new LedgerWriter(node.postgres()).write(List.of(slice));
            node.grid.submit(key, new Command.Acknowledge(slice.lastSequence())).join();
        }
    }

    private String reserve(String saleId) {
        return node.post("/v1/sales/" + saleId + "/reserve", ann, "{}").text("reservationId");
    }

    private Reply checkout(String saleId, String reservationId, String paymentMethod) {
        return node.post(
                "/v1/sales/" + saleId + "/checkout",
                ann,
                "{\"reservationId\":\"" + reservationId + "\",\"paymentMethod\":\"" + paymentMethod + "\"}");
    }

    private UUID buy(String saleId) {
        String reservationId = reserve(saleId);
        assertThat(checkout(saleId, reservationId, SandboxPaymentGateway.SUCCEEDS)
                        .status())
                .isEqualTo(201);
        return uuid(reservationId);
    }

    private static UUID uuid(String wireId) {
        return UUID.fromString(wireId.substring(4));
    }

    private Payment payment(String saleId, UUID reservationId, int attempt, long amount) {
        return new Payment(
                new PaymentKey(saleId, reservationId, attempt),
                "acme",
                "ann",
                List.of(1),
                new Money(amount, "usd"),
                node.clock.instant(),
                null);
    }

    private void authorise(Payment payment) {
        node.gateway.authorise(payment, SandboxPaymentGateway.SUCCEEDS);
    }

    private void charge(Payment payment) {
        authorise(payment);
        node.gateway.capture(payment);
    }

    private SandboxPayment.State at(Payment payment) {
        return node.gateway.payments().stream()
                .filter(known -> known.key().equals(payment.key().toString()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private JsonNode report(String saleId) {
        Reply reply = node.get(SALES + "/" + saleId + "/reconciliation", merchant);
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply.body();
    }

    private JsonNode onlyDifference(String saleId, String kind) {
        JsonNode report = report(saleId);
        assertThat(report.path("consistent").asBoolean()).isFalse();
        assertThat(report.path("differences").findValuesAsText("kind"))
                .as(report.toString())
                .containsExactly(kind);
        return report.at("/differences/0");
    }

    @Test
    void threeSidesAgree() {
        String saleId = create();
        buy(saleId);
        checkout(saleId, reserve(saleId), SandboxPaymentGateway.DECLINES);
        ledgerFollows(saleId);
        JsonNode report = report(saleId);
        assertThat(report.path("consistent").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.at("/payments/provider/available").asBoolean()).isTrue();
        assertThat(report.at("/payments/provider/payments").asInt()).isEqualTo(2);
        assertThat(report.at("/payments/provider/captured").asInt()).isEqualTo(1);
        assertThat(report.at("/payments/provider/capturedAmount/amount").asLong())
                .isEqualTo(PRICE);
        assertThat(report.path("repairs")).isEmpty();
        assertThat(report.has("closing")).isFalse();
    }

    @Test
    void findsAChargeOfNobody() {
        String saleId = create();
        buy(saleId);
        ledgerFollows(saleId);
        Payment planted = payment(saleId, UUID.randomUUID(), 1, PRICE);
        charge(planted);
        JsonNode difference = onlyDifference(saleId, "charged_without_order");
        assertThat(difference.path("id").asText())
                .isEqualTo("rsv_" + planted.key().reservationId());
        assertThat(difference.path("provider").asText()).isEqualTo("CAPTURED");
        assertThat(difference.path("payment").asText()).startsWith("sbx_");
        assertThat(difference.has("grid")).isFalse();
    }

    @Test
    void findsAChargeOfADeclinedAttempt() {
        String saleId = create();
        String reservationId = reserve(saleId);
        checkout(saleId, reservationId, SandboxPaymentGateway.DECLINES);
        checkout(saleId, reservationId, SandboxPaymentGateway.DECLINES);
        ledgerFollows(saleId);
        charge(payment(saleId, uuid(reservationId), 3, PRICE));
        JsonNode difference = onlyDifference(saleId, "charged_without_order");
        assertThat(difference.path("id").asText()).isEqualTo("ord_" + uuid(reservationId));
        assertThat(difference.path("grid").asText()).isEqualTo("HELD/DECLINED/2");
        assertThat(difference.path("ledger").asText()).isEqualTo("HELD/DECLINED/2");
    }

    @Test
    void findsMoneyThatIsReservedForNobody() {
        String saleId = create();
        authorise(payment(saleId, UUID.randomUUID(), 1, PRICE));
        onlyDifference(saleId, "authorised_without_order");
    }

    @Test
    void findsASecondCharge() {
        String saleId = create();
        UUID order = buy(saleId);
        ledgerFollows(saleId);
        charge(payment(saleId, order, 2, PRICE));
        assertThat(onlyDifference(saleId, "charged_twice").path("id").asText()).isEqualTo("ord_" + order);
    }

    @Test
    void findsAnotherAmount() {
        String saleId = create();
        String reservationId = reserve(saleId);
        authorise(payment(saleId, uuid(reservationId), 1, PRICE - 1));
        checkout(saleId, reservationId, SandboxPaymentGateway.SUCCEEDS);
        ledgerFollows(saleId);
        JsonNode difference = onlyDifference(saleId, "amount_differs");
        assertThat(difference.path("provider").asText()).isEqualTo("499 usd");
        assertThat(difference.path("ledger").asText()).isEqualTo("500 usd");
    }

    @Test
    void findsARefundThatWeDoNotKnowOf() {
        String saleId = create();
        UUID order = buy(saleId);
        ledgerFollows(saleId);
        node.gateway.refund(payment(saleId, order, 1, PRICE));
        assertThat(onlyDifference(saleId, "refund_differs").path("provider").asText())
                .isEqualTo("REFUNDED");
    }

    private UUID paidForNothing(String saleId) {
        UUID id = uuid(reserve(saleId));
        BucketKey bucket = new BucketKey("acme", saleId, 0);
        node.grid
                .submit(bucket, new Command.StartPayment(id, "ann", UUID.randomUUID(), 1))
                .join();
        for (AttemptState state : List.of(AttemptState.AUTHORISED, AttemptState.CAPTURED)) {
            node.grid
                    .submit(bucket, new Command.RecordPayment(id, 1, state, false, "sbx_none", null))
                    .join();
        }
        ledgerFollows(saleId);
        return id;
    }

    @Test
    void findsAnOrderThatNobodyPaid() {
        String saleId = create();
        buy(saleId);
        UUID order = paidForNothing(saleId);
        JsonNode difference = onlyDifference(saleId, "order_without_charge");
        assertThat(difference.path("id").asText()).isEqualTo("ord_" + order);
        assertThat(difference.path("provider").asText()).isEqualTo("NOT_FOUND");
    }

    private ClosingReconciliation closing(String saleId) {
        SaleDefinition sale =
                ledger.sales(store -> store.find("acme", saleId)).join().orElseThrow();
        return new ClosingReconciliation(
                node.grid,
                ledger,
                new Payments(node.gateway, threads),
                () -> List.of(sale),
                threads,
                node.clock,
                threads);
    }

    /** The sale ends, and two nodes see it. */
    private JsonNode close(String saleId) {
        return closeAfter(saleId, Duration.ofSeconds(1));
    }

    private JsonNode closeAfter(String saleId, Duration afterEnd) {
        node.clock.advance(Duration.ofHours(1).plus(afterEnd));
        node.grid.tick();
        ledgerFollows(saleId);
        try (ClosingReconciliation one = closing(saleId);
                ClosingReconciliation other = closing(saleId)) {
            CompletableFuture.allOf(one.round(), other.round()).join();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> report(saleId).has("closing"));
        return report(saleId);
    }

    @Test
    void endsPaymentsOfNobodyWhenTheSaleIsOver() {
        String saleId = create();
        UUID order = buy(saleId);
        reserve(saleId);
        Payment charged = payment(saleId, UUID.randomUUID(), 1, PRICE);
        charge(charged);
        Payment reserved = payment(saleId, UUID.randomUUID(), 1, PRICE);
        authorise(reserved);
        Payment second = payment(saleId, order, 2, PRICE);
        charge(second);

        JsonNode report = close(saleId);
        assertThat(report.path("consistent").asBoolean()).as(report.toString()).isTrue();
        assertThat(at(charged)).isEqualTo(SandboxPayment.State.REFUNDED);
        assertThat(at(reserved)).isEqualTo(SandboxPayment.State.CANCELLED);
        assertThat(at(second)).isEqualTo(SandboxPayment.State.REFUNDED);
        assertThat(at(payment(saleId, order, 1, PRICE))).isEqualTo(SandboxPayment.State.CAPTURED);
        assertThat(report.path("repairs").findValuesAsText("kind"))
                .containsExactlyInAnyOrder("charged_without_order", "authorised_without_order", "charged_twice");
        assertThat(report.path("repairs").findValuesAsText("done"))
                .containsExactlyInAnyOrder("refunded", "cancelled", "refunded");
        assertThat(report.at("/closing/consistent").asBoolean()).isTrue();

        node.grid.letGo(saleId);
        JsonNode kept = report(saleId);
        assertThat(kept.at("/closing/differences").asInt()).isZero();
        assertThat(kept.path("settled").asBoolean()).isTrue();
        assertThat(kept.path("stock").asInt()).isEqualTo(5);
    }

    @Test
    void leavesToAPersonWhatOnlyAPersonCanDecide() {
        String saleId = create();
        UUID order = buy(saleId);
        node.gateway.refund(payment(saleId, order, 1, PRICE));
        paidForNothing(saleId);
        JsonNode report = close(saleId);
        assertThat(report.at("/closing/consistent").asBoolean()).isFalse();
        assertThat(report.at("/closing/differences").asInt()).isEqualTo(2);
        assertThat(report.path("differences").findValuesAsText("kind"))
                .containsExactlyInAnyOrder("refund_differs", "order_without_charge");
        assertThat(report.at("/differences/0/repair").has("foundAt")).isTrue();
        assertThat(report.at("/differences/0/repair").has("done")).isFalse();
    }

    @Test
    void aSecondChargeStaysIfItMayBeTheOneThatPays() {
        String saleId = create();
        Payment second = payment(saleId, paidForNothing(saleId), 2, PRICE);
        charge(second);
        JsonNode report = close(saleId);
        assertThat(report.path("differences").findValuesAsText("kind"))
                .containsExactlyInAnyOrder("charged_twice", "order_without_charge");
        assertThat(at(second)).isEqualTo(SandboxPayment.State.CAPTURED);
    }

    @Test
    void anOrderThatSomebodyTookOutOfTheLedgerIsNotRefunded() {
        String saleId = create();
        UUID order = buy(saleId);
        ledgerFollows(saleId);
        for (String table : List.of("sold_units", "orders")) {
            node.postgres()
                    .jdbi()
                    .useHandle(handle -> handle.execute("DELETE FROM " + table + " WHERE order_id = ?", order));
        }
        node.postgres()
                .jdbi()
                .useHandle(handle -> handle.execute("DELETE FROM reservations WHERE reservation_id = ?", order));
        JsonNode report = closeAfter(saleId, Duration.ofMinutes(31));
        assertThat(report.path("consistent").asBoolean()).isFalse();
        assertThat(report.path("differences").findValuesAsText("kind"))
                .containsExactlyInAnyOrder("missing_in_ledger", "sum_differs");
        assertThat(report.at("/payments/provider/unchecked").asInt()).isEqualTo(1);
        assertThat(at(payment(saleId, order, 1, PRICE))).isEqualTo(SandboxPayment.State.CAPTURED);
    }

    @Test
    void aRunThatWasCutOffBetweenRefundAndNoteIsEnded() {
        String saleId = create();
        buy(saleId);
        Payment charged = payment(saleId, UUID.randomUUID(), 1, PRICE);
        charge(charged);
        new ReconciliationStore(node.postgres())
                .noteFound(new ReconciliationStore.Finding(
                        "acme",
                        saleId,
                        charged.key().toString(),
                        "charged_without_order",
                        null,
                        charged.amount(),
                        node.clock.instant()));
        node.gateway.refund(charged);
        JsonNode report = close(saleId);
        assertThat(report.at("/closing/consistent").asBoolean()).isTrue();
        assertThat(report.at("/repairs/0/done").asText()).isEqualTo("refunded");
    }

    @Test
    void asLongAsAPaymentIsUnderWayTheSaleWaits() {
        String saleId = create();
        checkout(saleId, reserve(saleId), SandboxPaymentGateway.REQUIRES_ACTION);
        node.clock.advance(Duration.ofHours(1).plusSeconds(1));
        ledgerFollows(saleId);
        try (ClosingReconciliation early = closing(saleId)) {
            early.round().join();
        }
        assertThat(report(saleId).has("closing")).isFalse();
        node.clock.advance(Duration.ofMinutes(30));
        try (ClosingReconciliation late = closing(saleId)) {
            late.round().join();
        }
        assertThat(report(saleId).has("closing")).isTrue();
        node.grid.letGo(saleId);
        assertThat(report(saleId).path("settled").asBoolean()).isFalse();
    }
}
