package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobStatus;
import io.doorbuster.embedded.LocalMember;
import io.doorbuster.embedded.LocalPostgres;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.ledger.LedgerReader;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.ledger.SaleStore;
import io.doorbuster.node.GridNode;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** A member with a real Postgres: pipeline, recovery, expiry, outages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GridNodeIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final DrawSecrets SECRETS = new DrawSecrets(new byte[32], new byte[32]);

    private final ExecutorService callbacks = Executors.newFixedThreadPool(2);
    private final LocalPostgres server;
    private final Postgres postgres;
    private final SaleStore sales;
    private final LedgerReader ledger;
    private GridNode node;
    private InventoryClient client;

    GridNodeIT(@TempDir Path data) {
        server = LocalPostgres.start(data.resolve("postgres"));
        postgres = Postgres.open(new PostgresConfig(server.jdbcUrl(), server.user(), ""));
        postgres.migrate();
        sales = new SaleStore(postgres);
        ledger = new LedgerReader(postgres);
        node = startNode();
        client = new InventoryClient(node.member(), callbacks);
    }

    @AfterAll
    void stop() {
        node.close();
        postgres.close();
        server.close();
        callbacks.shutdownNow();
    }

    @Test
    void aPublishedSaleIsInstalledAndWhatIsSoldIsInTheLedger() {
        SaleDefinition sale = open(sale(300, 3, 600));

        List<Reservation> bought = buy(sale, "ann", 40);

        awaitLedger(sale);
        LedgerReader.SaleTotals totals = ledger.totals(sale.orgId(), sale.saleId());
        assertThat(totals.soldUnits()).isEqualTo(40);
        assertThat(totals.distinctUnits()).isEqualTo(40);
        assertThat(totals.stockRemainingDurable()).isEqualTo(260);
        assertThat(bought).extracting(Reservation::state).containsOnly(ReservationState.SOLD);
    }

    @Test
    void aSaleWhosePublisherDiedBetweenLedgerAndGridIsFound() {
        SaleDefinition sale = sale(10, 1, 600);
        sales.create(sale, SECRETS, null, 0);

        await().atMost(LONG).until(() -> view(sale).installed());
    }

    @Test
    void aHoldIsFreeAgainSoonAfterItsDeadlineWithoutAnyoneAsking() {
        SaleDefinition sale = open(sale(5, 1, 1));
        reserve(sale, "ann");
        SaleView held = view(sale);
        assertThat(held.free()).isEqualTo(4);

        await().pollInterval(Duration.ofMillis(50))
                .atMost(LONG)
                .until(() -> ledger.totals(sale.orgId(), sale.saleId()).stockRemainingDurable() == 5);
        Instant expired = postgres.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT at FROM sale_events WHERE sale_id = :sale AND type = 'EXPIRED'")
                        .bind("sale", sale.saleId())
                        .mapTo(Instant.class)
                        .one());
        assertThat(Duration.between(Instant.ofEpochMilli(held.nextDueAtMillis()), expired))
                .isBetween(Duration.ZERO, Duration.ofMillis(250));
    }

    @Test
    void aCancelledJobIsStartedAgainAndNothingIsLostOrDoubled() {
        SaleDefinition sale = open(sale(400, 2, 600));
        buy(sale, "before", 50);
        Job job = ledgerJob();

        job.cancel();
        buy(sale, "meanwhile", 50);
        await().atMost(LONG).until(() -> job.getStatus() == JobStatus.FAILED);
        buy(sale, "after", 50);

        awaitLedger(sale);
        assertThat(ledger.totals(sale.orgId(), sale.saleId()).soldUnits()).isEqualTo(150);
        assertThat(ledger.totals(sale.orgId(), sale.saleId()).distinctUnits()).isEqualTo(150);
        assertThat(ledgerJob().getId()).isNotEqualTo(job.getId());
        assertEventsAreGapless(sale);
    }

    @Test
    void withPostgresAwaySellingGoesOnAndTheLedgerCatchesUp() {
        SaleDefinition sale = open(sale(400, 2, 600));
        buy(sale, "before", 20);

        server.stop();
        buy(sale, "meanwhile", 60);
        assertThat(view(sale).sold()).isEqualTo(80);
        assertThat(view(sale).ledgerLagMillis()).isPositive();
        server.restart();
        buy(sale, "after", 20);

        awaitLedger(sale);
        assertThat(ledger.totals(sale.orgId(), sale.saleId()).soldUnits()).isEqualTo(100);
        assertThat(ledger.totals(sale.orgId(), sale.saleId()).distinctUnits()).isEqualTo(100);
        assertEventsAreGapless(sale);
    }

    @Test
    void theJobCountsWhatItDoes() {
        SaleDefinition sale = open(sale(10, 1, 600));
        buy(sale, "ann", 3);
        awaitLedger(sale);

        await().atMost(LONG).untilAsserted(() -> {
            assertThat(ledgerJob().getMetrics().get("ledger.eventsIn")).isNotEmpty();
            assertThat(ledgerJob().getMetrics().get("ledger.eventsWritten")).isNotEmpty();
            assertThat(ledgerJob().getMetrics().get("ledger.lag")).isNotEmpty();
        });
    }

    @Test
    void afterTheLossOfEverythingASaleIsRebuiltAndTheRestIsSold() {
        SaleDefinition sale = open(sale(120, 4, 600));
        List<Reservation> bought = buy(sale, "owner", 30);
        Reservation held = reserve(sale, "holder");
        Reservation paying = pay(sale, reserve(sale, "payer"));
        awaitLedger(sale);
        Outcome underWay =
                client.submit(SaleInventory.keyOf(sale, 0), new Command.Give(1)).join();

        node.member().getLifecycleService().terminate();
        node.close();
        client.close();
        node = startNode();
        client = new InventoryClient(node.member(), callbacks);
        await().atMost(LONG).until(() -> view(sale).installed());

        SaleView rebuilt = view(sale);
        assertThat(rebuilt.sold()).isEqualTo(30);
        assertThat(rebuilt.held()).isEqualTo(1);
        assertThat(rebuilt.unknown())
                .as("nobody knows what became of the payment")
                .isEqualTo(1);
        assertThat(rebuilt.free()).isEqualTo(120 - 32);
        assertThat(find(sale, held)).isEqualTo(held);
        assertThat(find(sale, paying).units()).isEqualTo(paying.units());
        bought.forEach(order -> assertThat(find(sale, order).units()).isEqualTo(order.units()));
        assertThat(submit(sale, "nobody", new Command.Find(UUID.randomUUID(), "nobody")))
                .as("what is not there may have been lost")
                .isEqualTo(new Outcome.Refused(Refusal.GONE));

        Command late = new Command.Receive(((Outcome.Given) underWay).transfer());
        assertThat(client.submit(SaleInventory.keyOf(sale, 1), late).join())
                .as("the rebuilt buckets have its units already")
                .isEqualTo(new Outcome.Refused(Refusal.WRONG_STATE));
        assertThat(view(sale).owned()).isEqualTo(120);

        buy(sale, "rest", 88);
        awaitLedger(sale);
        assertThat(ledger.totals(sale.orgId(), sale.saleId()).distinctUnits()).isEqualTo(118);
        assertThat(view(sale).free()).isZero();
        assertEventsAreGapless(sale);
    }

    @Test
    void bucketsThatTwoMembersRebuiltAtOnceAreNotOpenedTogether() {
        SaleDefinition sale = sale(40, 2, 600);
        for (int bucket = 0; bucket < 2; bucket++) {
            BucketTerms terms = BucketTerms.of(sale, bucket);
            RoaringBitmap stale = RoaringBitmap.bitmapOf(1 + bucket);
            client.install(
                            SaleInventory.keyOf(sale, bucket),
                            InventoryBucket.rebuild(terms, 7 + bucket, stale, List.of(), 0, BucketCounters.ZERO))
                    .join();
        }

        open(sale);

        assertThat(view(sale).free()).isEqualTo(40);
        assertThat(view(sale).buckets()).extracting(BucketSummary::generation).containsOnly(1);
    }

    @Test
    void aStockIncreaseAndAPauseReachEveryBucket() {
        SaleDefinition sale = open(sale(4, 2, 600));
        buy(sale, "first", 4);
        assertThat(view(sale).soldOut()).isTrue();

        SaleDefinition more = changed(sale, 10, SaleDefinition.Switch.ON);
        assertThat(sales.update(more)).isTrue();
        directory().publish(more).join();
        await().atMost(LONG).until(() -> view(more).upToDate());
        assertThat(view(more).free()).isEqualTo(6);
        buy(more, "second", 3);

        SaleDefinition paused = changed(more, 10, SaleDefinition.Switch.PAUSED);
        assertThat(sales.update(paused)).isTrue();
        directory().publish(paused).join();
        await().atMost(LONG).until(() -> view(paused).upToDate());
        assertThat(submit(paused, "late", new Command.Reserve(UUID.randomUUID(), "late", 1, 0)))
                .isEqualTo(new Outcome.Refused(Refusal.PAUSED));
    }

    @Test
    void aTransferThatItsDriverLeftOpenIsFinishedByTheMember() {
        SaleDefinition sale = open(sale(40, 2, 600));
        client.submit(SaleInventory.keyOf(sale, 0), new Command.Give(1)).join();

        await().atMost(LONG).until(() -> view(sale).inTransit() == 0);
        assertThat(view(sale).free()).isEqualTo(40);
    }

    private GridNode startNode() {
        return GridNode.start(LocalMember.alone(), postgres, Clock.systemUTC());
    }

    private Job ledgerJob() {
        HazelcastInstance member = node.member();
        await().atMost(LONG)
                .until(() -> member.getJet().getJob("ledger") != null
                        && member.getJet().getJob("ledger").getStatus() == JobStatus.RUNNING);
        return member.getJet().getJob("ledger");
    }

    private SaleDirectory directory() {
        return new SaleDirectory(node.member(), callbacks);
    }

    private SaleView view(SaleDefinition sale) {
        return new SaleView(sale, new SaleInventory(client).summaries(sale).join(), Instant.EPOCH);
    }

    private SaleDefinition open(SaleDefinition sale) {
        sales.create(sale, SECRETS, null, 0);
        directory().publish(sale).join();
        await().atMost(LONG).until(() -> view(sale).installed());
        return sale;
    }

    private Outcome submit(SaleDefinition sale, String user, Command command) {
        return new SaleInventory(client).submit(sale, user, command).join();
    }

    private Reservation reserve(SaleDefinition sale, String user) {
        Command.Reserve command = new Command.Reserve(UUID.randomUUID(), user, 1, 0);
        await().atMost(LONG)
                .until(() -> new SaleInventory(client).reserve(sale, command).join() instanceof Outcome.Accepted);
        return find(sale, command.id(), user);
    }

    private Reservation pay(SaleDefinition sale, Reservation reservation) {
        return accepted(submit(
                sale,
                reservation.userId(),
                new Command.StartPayment(reservation.id(), reservation.userId(), UUID.randomUUID(), 0)));
    }

    private List<Reservation> buy(SaleDefinition sale, String who, int units) {
        List<Reservation> bought = new ArrayList<>();
        for (int i = 0; i < units; i++) {
            Reservation reservation = pay(sale, reserve(sale, who + "-" + i));
            for (AttemptState step : List.of(AttemptState.AUTHORISED, AttemptState.CAPTURED)) {
                reservation = accepted(submit(
                        sale,
                        reservation.userId(),
                        new Command.RecordPayment(reservation.id(), 1, step, false, "ref", null)));
            }
            bought.add(reservation);
        }
        return bought;
    }

    private Reservation find(SaleDefinition sale, Reservation reservation) {
        return find(sale, reservation.id(), reservation.userId());
    }

    private Reservation find(SaleDefinition sale, UUID id, String user) {
        return accepted(submit(sale, user, new Command.Find(id, user)));
    }

    private static Reservation accepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return ((Outcome.Accepted) outcome).reservation();
    }

    private void awaitLedger(SaleDefinition sale) {
        await().atMost(LONG)
                .until(() -> view(sale).buckets().stream()
                        .allMatch(bucket -> bucket.durableSequence() == bucket.lastSequence()));
    }

    private void assertEventsAreGapless(SaleDefinition sale) {
        List<Long> gaps = postgres.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT max(sequence) - count(*) FROM sale_events WHERE sale_id = :sale GROUP BY bucket
                        """)
                        .bind("sale", sale.saleId())
                        .mapTo(Long.class)
                        .list());
        assertThat(gaps).isNotEmpty().containsOnly(0L);
    }

    private static SaleDefinition changed(SaleDefinition sale, int stock, SaleDefinition.Switch state) {
        return new SaleDefinition(
                sale.orgId(),
                sale.saleId(),
                sale.version() + 1,
                sale.skuId(),
                sale.title(),
                sale.price(),
                stock,
                sale.startAt(),
                sale.endAt(),
                sale.perUserCap(),
                sale.reservationTtlSec(),
                sale.fairness(),
                sale.admissionPerSec(),
                sale.lowStockThreshold(),
                sale.durability(),
                sale.resellRefunded(),
                state,
                sale.message(),
                sale.buckets(),
                sale.drawCommitment(),
                sale.createdAt());
    }

    private static SaleDefinition sale(int stock, int buckets, int ttlSec) {
        Instant now = Instant.now();
        return new SaleDefinition(
                "org",
                "sal_" + UUID.randomUUID(),
                1,
                "sku",
                "title",
                new Money(100, "usd"),
                stock,
                now.minusSeconds(60),
                now.plusSeconds(3_600),
                1,
                ttlSec,
                Fairness.NONE,
                10_000,
                null,
                Durability.DEFAULT,
                false,
                SaleDefinition.Switch.ON,
                null,
                buckets,
                "",
                now);
    }
}
