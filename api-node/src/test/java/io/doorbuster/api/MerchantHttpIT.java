package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import io.doorbuster.api.http.WireId;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.ledger.LedgerWriter;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.ledger.ProviderEventStore;
import io.doorbuster.ledger.ProviderEventStore.Dispute;
import io.doorbuster.sale.Money;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A merchant's calls against a real Postgres; the pipeline is played by the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MerchantHttpIT {
    private static final String SALES = "/v1/orgs/acme/sales";

    private final EmbeddedPostgres database;
    private final TestNode node;
    private final String merchant;
    private final String ann;

    MerchantHttpIT() throws IOException {
        database = EmbeddedPostgres.start();
        node = new TestNode(new PostgresConfig(database.getJdbcUrl("postgres", "postgres"), "postgres", ""));
        merchant = node.token(Role.MERCHANT, "boss");
        ann = node.token(Role.BUYER, "ann");
    }

    @BeforeAll
    void migrate() {
        node.postgres().migrate();
    }

    @AfterAll
    void stop() throws IOException {
        node.close();
        database.close();
    }

    private String body(int stock) {
        return """
                {"skuId":"sku","title":"A thing","price":{"amount":500,"currency":"usd"},"stock":%d,
                 "startAt":"%s","endAt":"%s"}
                """.formatted(
                        stock,
                        node.clock.instant().minusSeconds(1),
                        node.clock.instant().plusSeconds(3_600));
    }

    private Reply create(int stock) {
        return node.post(SALES, merchant, body(stock));
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

    private Reply buy(String saleId) {
        String reservation =
                node.post("/v1/sales/" + saleId + "/reserve", ann, "{}").text("reservationId");
        return node.post(
                "/v1/sales/" + saleId + "/checkout",
                ann,
                "{\"reservationId\":\"" + reservation + "\",\"paymentMethod\":\"pm_card_visa\"}");
    }

    @Test
    void createsASaleThatIsUsableAtOnce() {
        Reply created = create(3);
        assertThat(created.status()).isEqualTo(201);
        String saleId = created.text("saleId");
        assertThat(saleId).matches("sal_[a-z2-7]{26}");
        assertThat(created.header("Location")).isEqualTo(SALES + "/" + saleId);
        assertThat(created.text("phase")).isEqualTo("OPEN");
        assertThat(created.body().path("stock").asInt()).isEqualTo(3);
        assertThat(created.text("drawCommitment")).hasSize(64);
        Reply read = node.get(SALES + "/" + saleId, merchant);
        assertThat(read.body().at("/stock/initial").asInt()).isEqualTo(3);
        assertThat(read.body().at("/stock/free").asInt()).isEqualTo(3);
        assertThat(read.body().at("/stock/durable").asInt()).isEqualTo(3);
        assertThat(node.get("/v1/sales/" + saleId, null).text("title")).isEqualTo("A thing");
        String stranger = node.issuer.token(Role.MERCHANT, "other", "x", null, Duration.ofHours(1));
        assertThat(node.get("/v1/orgs/other/sales/" + saleId, stranger).status())
                .isEqualTo(404);
    }

    @Test
    void answersARepeatedCreationTheSame() {
        String body = body(3);
        Reply first = node.post(SALES, merchant, body, "Idempotency-Key", "c1");
        Reply again = node.post(SALES, merchant, body, "Idempotency-Key", "c1");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("saleId")).isEqualTo(first.text("saleId"));
        assertThat(node.post(SALES, merchant, body(4), "Idempotency-Key", "c1").text("code"))
                .isEqualTo("idempotency_mismatch");
    }

    @Test
    void listsInPages() {
        create(1);
        create(1);
        Reply first = node.get(SALES + "?limit=1", merchant);
        assertThat(first.body().path("items")).hasSize(1);
        Reply second = node.get(SALES + "?limit=1&cursor=" + first.text("nextCursor"), merchant);
        assertThat(second.body().path("items"))
                .hasSize(1)
                .isNotEqualTo(first.body().path("items"));
        assertThat(node.get(SALES + "?limit=0", merchant).text("field")).isEqualTo("limit");
        assertThat(node.get(SALES + "?cursor=x", merchant).text("field")).isEqualTo("cursor");
    }

    @Test
    void switchesASale() {
        String sale = SALES + "/" + create(3).text("saleId");
        String reserve = sale.replace("/orgs/acme", "") + "/reserve";
        assertThat(node.post(sale + "/pause", merchant, "").text("phase")).isEqualTo("PAUSED");
        assertThat(node.post(sale + "/pause", merchant, "").status()).isEqualTo(200);
        Reply paused = node.post(reserve, ann, "{}");
        assertThat(paused.status()).isEqualTo(423);
        assertThat(paused.text("code")).isEqualTo("paused");
        assertThat(node.post(sale + "/resume", merchant, "").text("phase")).isEqualTo("OPEN");
        assertThat(node.post(reserve, ann, "{}").status()).isEqualTo(201);
        Reply cancelled = node.post(sale + "/cancel", merchant, "");
        assertThat(cancelled.text("phase")).isEqualTo("CANCELLED");
        assertThat(cancelled.body().at("/stock/held").asInt()).isZero();
        assertThat(node.post(sale + "/resume", merchant, "").text("code")).isEqualTo("sale_ended");
        assertThat(node.post(reserve, ann, "{}").status()).isEqualTo(410);
    }

    @Test
    void changesASale() {
        String sale = SALES + "/" + create(3).text("saleId");
        Reply changed = node.send(node.request(sale, merchant)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"stock\":5,\"message\":\"more\"}")));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("message")).isEqualTo("more");
        assertThat(changed.body().at("/stock/free").asInt()).isEqualTo(5);
        assertThat(changed.body().at("/stock/durable").asInt()).isEqualTo(5);
    }

    @Test
    void refundsAnOrderOnce() {
        String saleId = create(3).text("saleId");
        String sale = SALES + "/" + saleId;
        String orderId = buy(saleId).text("orderId");
        ledgerFollows(saleId);
        assertThat(node.get(sale + "/orders", merchant)
                        .body()
                        .at("/items/0/orderId")
                        .asText())
                .isEqualTo(orderId);
        assertThat(node.get(sale + "/orders/" + orderId, merchant).text("status"))
                .isEqualTo("paid");
        String refund = sale + "/orders/" + orderId + "/refund";
        Reply refunded = node.post(refund, merchant, "", "Idempotency-Key", "r1");
        assertThat(refunded.status()).isEqualTo(200);
        assertThat(refunded.text("status")).isEqualTo("refunded");
        assertThat(node.post(refund, merchant, "", "Idempotency-Key", "r1").status())
                .isEqualTo(200);
        assertThat(node.get("/v1/sales/" + saleId + "/orders/" + orderId, ann).text("status"))
                .isEqualTo("refunded");
        Reply stats = node.get(sale + "/stats", merchant);
        assertThat(stats.body().path("checkedOut").asInt()).isEqualTo(1);
        assertThat(stats.body().path("oversold").asInt()).isZero();
    }

    @Test
    void anOrderSaysWhenItWasDisputed() {
        String saleId = create(3).text("saleId");
        String path = SALES + "/" + saleId + "/orders";
        String orderId = buy(saleId).text("orderId");
        ledgerFollows(saleId);
        assertThat(node.get(path + "/" + orderId, merchant).body().has("disputedAt"))
                .isFalse();
        new ProviderEventStore(node.postgres())
                .openDispute(new Dispute(
                        "acme",
                        saleId,
                        WireId.parseOrder(orderId),
                        "stripe",
                        "dp_1",
                        new Money(500, "usd"),
                        "fraudulent",
                        Instant.parse("2026-03-02T08:00:00Z")));
        assertThat(node.get(path + "/" + orderId, merchant).text("disputedAt")).isEqualTo("2026-03-02T08:00:00Z");
        assertThat(node.get(path, merchant).body().at("/items/0/disputedAt").asText())
                .isEqualTo("2026-03-02T08:00:00Z");
        Reply refunded = node.post(path + "/" + orderId + "/refund", merchant, "", "Idempotency-Key", "disputed");
        assertThat(refunded.text("disputedAt")).isEqualTo("2026-03-02T08:00:00Z");
    }

    @Test
    void findsGridAndLedgerConsistentOrSaysWhereTheyAreNot() {
        String saleId = create(3).text("saleId");
        String sale = SALES + "/" + saleId;
        buy(saleId);
        Reply behind = node.get(sale + "/reconciliation", merchant);
        assertThat(behind.status()).isEqualTo(200);
        assertThat(behind.body().path("consistent").asBoolean()).isFalse();
        assertThat(behind.body().path("differences").findValuesAsText("kind"))
                .contains("missing_in_ledger", "sum_differs");
        ledgerFollows(saleId);
        Reply level = node.get(sale + "/reconciliation", merchant);
        assertThat(level.body().path("consistent").asBoolean())
                .as(level.raw().body())
                .isTrue();
        assertThat(level.body().at("/payments/paid").asInt()).isEqualTo(1);
        assertThat(level.body().at("/ledger/soldUnits").asInt()).isEqualTo(1);
    }
}
