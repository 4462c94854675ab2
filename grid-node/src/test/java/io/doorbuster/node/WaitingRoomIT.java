package io.doorbuster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobStatus;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.LaneClient;
import io.doorbuster.grid.RoomDirectory;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.grid.SaleViews;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.ledger.SaleStore;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.AdmissionSignals;
import io.doorbuster.waitingroom.DrawKeys;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.UserHash;
import io.doorbuster.waitingroom.WatermarkStep;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The waiting room on a member with a real Postgres: tickets, admission, recovery, outages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingRoomIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final DrawSecrets SECRETS = new DrawSecrets(new byte[32], new byte[32]);
    private static final int STOCK = 10_000;

    private final ExecutorService callbacks = Executors.newFixedThreadPool(2);
    private final Path data;
    private EmbeddedPostgres server;
    private final int port;
    private final Postgres postgres;
    private final SaleStore sales;
    private final RoomStore ledger;
    private GridNode node;
    private LaneClient lanes;
    private RoomDirectory rooms;

    WaitingRoomIT(@TempDir Path data) throws IOException {
        this.data = data;
        server = startServer(0);
        port = server.getPort();
        postgres = Postgres.open(new PostgresConfig(server.getJdbcUrl("postgres", "postgres"), "postgres", ""));
        postgres.migrate();
        sales = new SaleStore(postgres);
        ledger = new RoomStore(postgres);
        node = startNode();
        lanes = new LaneClient(node.member(), callbacks);
        rooms = new RoomDirectory(node.member(), callbacks);
    }

    @BeforeEach
    void waitForTheLedger() {
        await().atMost(LONG).until(postgres::isUp);
    }

    @AfterAll
    void stop() throws IOException {
        lanes.close();
        node.close();
        postgres.close();
        server.close();
        callbacks.shutdownNow();
    }

    @Test
    void whoComesBeforeAndAfterTheStartIsAdmittedInTheOrderOfTheDraw() {
        SaleDefinition sale = publish(sale(Instant.now().plusSeconds(3), 2_000));
        Map<Integer, Ticket> tickets = new HashMap<>(join(sale, 0, 200));
        assertThat(tickets.values())
                .as("the lobby")
                .allSatisfy(ticket -> assertThat(ticket.window()).isZero());
        await().atMost(LONG).until(() -> Instant.now().isAfter(sale.startAt().plusMillis(1_200)));
        Map<Integer, Ticket> late = join(sale, 200, 200);
        assertThat(late.values())
                .allSatisfy(ticket -> assertThat(ticket.window()).isPositive());
        tickets.putAll(late);

        await().atMost(LONG).until(() -> room(sale).admitted() == 400);

        List<WatermarkStep> steps = awaitSteps(sale);
        assertInOrder(sale, steps, tickets);
        assertThat(ledger.ticketCount(sale.orgId(), sale.saleId())).isEqualTo(400);
        assertThat(join(sale, 0, 200)).as("the same tickets again").isEqualTo(only(tickets, 200));
    }

    @Test
    void theProvidersRateIsSharedByTheSalesThatAreOpen() {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 200));
        SaleDirectory directory = new SaleDirectory(node.member(), callbacks);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        InventoryClient client = new InventoryClient(node.member(), callbacks);
        SaleViews views = new SaleViews(client, directory, timer, Clock.systemUTC());
        try (MemberRooms shared = new MemberRooms(directory, views, rooms, ledger, Clock.systemUTC(), 5_000)) {
            Supplier<AdmissionSignals> signals =
                    shared.open(sale.orgId(), sale.saleId()).join().signals();
            await().atMost(LONG).until(() -> signals.get().open());
            // Of earlier tests some may be open still.
            long before = sharers(signals);
            publish(sale(Instant.now().plusSeconds(3_600), 200));
            SaleDefinition other = publish(sale(Instant.now().minusSeconds(1), 200));
            await().atMost(LONG).until(() -> sharers(signals) == before + 1);
            change(other, SaleDefinition.Switch.CANCELLED, 200);
            await().atMost(LONG).until(() -> sharers(signals) == before);
        } finally {
            client.close();
            timer.shutdownNow();
        }
    }

    private static long sharers(Supplier<AdmissionSignals> signals) {
        return Math.round(5_000 / signals.get().paymentsPerSec());
    }

    @Test
    void aPublishedWatermarkIsInTheLedgerAlready() {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 200));
        join(sale, 0, 100);

        await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> {
            RoomView seen = room(sale);
            if (seen.step() > 0) {
                WatermarkStep written =
                        ledger.latestStep(sale.orgId(), sale.saleId()).orElseThrow();
                assertThat(written.step()).isGreaterThanOrEqualTo(seen.step());
                assertThat(seen.watermark().isAfter(written.watermark())).isFalse();
            }
            return seen.admitted() == 100;
        });
    }

    @Test
    void aJobThatIsCancelledInTheMiddleGoesOnFromThere() {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 100));
        Map<Integer, Ticket> tickets = join(sale, 0, 300);
        await().atMost(LONG).until(() -> room(sale).admitted() > 50);
        Job job = admission();

        job.cancel();
        await().atMost(LONG).until(() -> job.getStatus() == JobStatus.FAILED);
        RoomView before = room(sale);

        await().atMost(LONG).until(() -> room(sale).admitted() == 300);
        assertThat(before.admitted()).isBetween(51L, 299L);
        assertThat(admission().getId()).isNotEqualTo(job.getId());
        assertInOrder(sale, awaitSteps(sale), tickets);
    }

    @Test
    void aMemberThatComesAndGoesInTheMiddleChangesNobodysPlace() {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 30));
        Map<Integer, Ticket> tickets = new HashMap<>(join(sale, 0, 200));
        HazelcastInstance first = node.member();
        String address =
                "127.0.0.1:" + first.getCluster().getLocalMember().getAddress().getPort();

        try (GridNode second = startNode(first.getConfig().getClusterName(), address)) {
            await().atMost(LONG)
                    .until(() -> second.member().getPartitionService().isClusterSafe());
            tickets.putAll(join(sale, 200, 200));
            RoomView joined = room(sale);
            await().atMost(LONG).until(() -> room(sale).admitted() > joined.admitted());
            assertThat(room(sale).admitted()).isLessThan(400);
        }
        tickets.putAll(join(sale, 400, 50));
        change(sale, SaleDefinition.Switch.ON, 10_000);

        await().atMost(LONG).until(() -> room(sale).admitted() == 450);
        assertThat(join(sale, 0, 450)).isEqualTo(tickets);
        await().atMost(LONG).until(() -> ledger.ticketCount(sale.orgId(), sale.saleId()) == 450);
        assertInOrder(sale, awaitSteps(sale), tickets);
    }

    @Test
    void withTheLedgerAwayAdmissionGoesOnAndItsHistoryIsWrittenLater() throws IOException {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 100));
        Map<Integer, Ticket> tickets = new HashMap<>(join(sale, 0, 100));
        await().atMost(LONG).until(() -> room(sale).admitted() > 10);

        server.close();
        tickets.putAll(join(sale, 100, 100));
        await().atMost(LONG).until(() -> room(sale).admitted() == 200);
        assertThat(rooms.kept()).isNotEmpty();
        server = startServer(port);

        await().atMost(LONG)
                .until(() -> postgres.isUp()
                        && ledger.ticketCount(sale.orgId(), sale.saleId()) == 200
                        && rooms.kept().isEmpty());
        assertInOrder(sale, awaitSteps(sale), tickets);
    }

    @Test
    void afterTheLossOfEverythingNoPlaceAndNoWatermarkIsLost() {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 100));
        Map<Integer, Ticket> tickets = join(sale, 0, 300);
        await().atMost(LONG)
                .until(() -> room(sale).admitted() > 50 && ledger.ticketCount(sale.orgId(), sale.saleId()) == 300);
        RoomView before = room(sale);

        node.member().getLifecycleService().terminate();
        node.close();
        lanes.close();
        node = startNode();
        lanes = new LaneClient(node.member(), callbacks);
        rooms = new RoomDirectory(node.member(), callbacks);

        await().atMost(LONG).until(() -> rooms.find(sale.saleId()).join().isPresent());
        RoomView after = room(sale);
        assertThat(before.watermark().isAfter(after.watermark())).isFalse();
        assertThat(after.step()).isGreaterThanOrEqualTo(before.step());
        assertThat(after.admitted()).isGreaterThanOrEqualTo(before.admitted());
        awaitLanes(sale);
        assertThat(join(sale, 0, 300)).isEqualTo(tickets);
        Map<Integer, Ticket> fresh = join(sale, 300, 50);
        assertThat(fresh.values())
                .as("a new generation, and a window that nobody was admitted from")
                .allSatisfy(ticket -> {
                    assertThat(ticket.id().generation()).isEqualTo(2);
                    assertThat(ticket.window()).isGreaterThan(before.watermark().window());
                });
        Map<Integer, Ticket> all = new HashMap<>(tickets);
        all.putAll(fresh);
        await().atMost(LONG).until(() -> room(sale).admitted() == 350);
        assertInOrder(sale, awaitSteps(sale), all);
    }

    @Test
    void aPauseAndANewDefinitionReachTheRoom() {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 20));
        join(sale, 0, 100);
        await().atMost(LONG).until(() -> room(sale).admitted() > 0);

        SaleDefinition paused = change(sale, SaleDefinition.Switch.PAUSED, 20);
        await().atMost(LONG).until(() -> isConfigured(paused));
        await().atMost(LONG).until(() -> room(sale).admittedPerSec() >= 0 && isSteady(sale));
        assertThat(room(sale).admitted()).isLessThan(100);

        SaleDefinition faster = change(paused, SaleDefinition.Switch.ON, 10_000);
        await().atMost(LONG).until(() -> isConfigured(faster));
        await().atMost(LONG).until(() -> room(sale).admitted() == 100);
    }

    @Test
    void aSaleWithoutARuleHasNoRoom() {
        SaleDefinition sale = publish(withRule(sale(Instant.now(), 10), Fairness.NONE));
        SaleDefinition other = publish(sale(Instant.now(), 10));
        awaitLanes(other);

        assertThat(rooms.find(sale.saleId()).join()).isEmpty();
        assertThat(lanes.refresh(LaneClient.keysOf(sale).get(0)).join()).isEmpty();
    }

    @Test
    void aSaleThatIsLongOverLeavesTheGridWithItsRoom() {
        SaleDefinition sale = publish(sale(Instant.now().minusSeconds(1), 100));
        join(sale, 0, 20);
        await().atMost(LONG).until(() -> ledger.ticketCount(sale.orgId(), sale.saleId()) == 20);

        Instant past = Instant.now().minus(Duration.ofHours(2));
        SaleDefinition over = new SaleDefinition(
                sale.orgId(),
                sale.saleId(),
                sale.version() + 1,
                sale.skuId(),
                sale.title(),
                sale.price(),
                sale.stock(),
                past.minusSeconds(60),
                past,
                sale.perUserCap(),
                sale.reservationTtlSec(),
                sale.fairness(),
                sale.admissionPerSec(),
                null,
                sale.durability(),
                sale.resellRefunded(),
                sale.state(),
                null,
                sale.buckets(),
                sale.drawCommitment(),
                sale.createdAt());
        assertThat(sales.update(over)).isTrue();
        new SaleDirectory(node.member(), callbacks).publish(over).join();

        await().atMost(LONG).until(() -> rooms.find(sale.saleId()).join().isEmpty());
        for (LaneKey key : LaneClient.keysOf(sale)) {
            assertThat(lanes.refresh(key).join()).isEmpty();
        }
    }

    private boolean isConfigured(SaleDefinition sale) {
        return LaneClient.keysOf(sale).stream()
                .allMatch(key -> lanes.refresh(key).join().orElseThrow().termsVersion() == sale.version());
    }

    /** Whether nobody was admitted for 20 turns of admission: the windows that closed meanwhile are its turns. */
    private boolean isSteady(SaleDefinition sale) {
        RoomView before = room(sale);
        await().atMost(LONG).until(() -> room(sale).closedThrough() >= before.closedThrough() + 4);
        return room(sale).admitted() == before.admitted();
    }

    /** What a verifier checks: steps without gaps, ascending, and each admitted exactly who stands at or before it. */
    private static void assertInOrder(SaleDefinition sale, List<WatermarkStep> steps, Map<Integer, Ticket> tickets) {
        DrawKeys keys = new DrawKeys(SECRETS.seed(), sale.saleId(), false);
        List<Place> places = new ArrayList<>();
        tickets.values().forEach(ticket -> places.add(new Place(ticket.window(), keys.key(ticket.id(), 1))));
        Place before = Place.BEFORE_ALL;
        for (int i = 0; i < steps.size(); i++) {
            WatermarkStep step = steps.get(i);
            assertThat(step.step()).isEqualTo(i + 1L);
            assertThat(step.watermark().isAfter(before)).as("%s moves on", step).isTrue();
            assertThat(step.admitted())
                    .as("%s", step)
                    .isEqualTo(places.stream()
                            .filter(place -> !place.isAfter(step.watermark()))
                            .count());
            before = step.watermark();
        }
        assertThat(steps).isNotEmpty();
    }

    private List<WatermarkStep> awaitSteps(SaleDefinition sale) {
        RoomView published = room(sale);
        await().atMost(LONG)
                .until(() -> ledger.latestStep(sale.orgId(), sale.saleId())
                        .filter(step -> step.step() >= published.step())
                        .isPresent());
        return ledger.steps(sale.orgId(), sale.saleId(), 0, RoomStore.MAX_LIMIT);
    }

    private static Map<Integer, Ticket> only(Map<Integer, Ticket> tickets, int below) {
        Map<Integer, Ticket> some = new HashMap<>(tickets);
        some.keySet().removeIf(holder -> holder >= below);
        return some;
    }

    private Map<Integer, Ticket> join(SaleDefinition sale, int first, int count) {
        Map<Integer, Ticket> tickets = new HashMap<>();
        for (int holder = first; holder < first + count; holder++) {
            String name = "u:" + holder;
            UserHash user = UserHash.of(SECRETS.saltOf(name), name);
            LaneOutcome outcome = lanes.submit(LaneKey.of(sale, user), new LaneCommand.Join(user, 1))
                    .join();
            assertThat(outcome).isInstanceOf(LaneOutcome.Joined.class);
            tickets.put(holder, ((LaneOutcome.Joined) outcome).ticket());
        }
        return tickets;
    }

    private RoomView room(SaleDefinition sale) {
        return rooms.find(sale.saleId()).join().orElseThrow();
    }

    private Job admission() {
        HazelcastInstance member = node.member();
        await().atMost(LONG)
                .until(() -> member.getJet().getJob("admission") != null
                        && member.getJet().getJob("admission").getStatus() == JobStatus.RUNNING);
        return member.getJet().getJob("admission");
    }

    private SaleDefinition publish(SaleDefinition sale) {
        sales.create(sale, SECRETS, null, 0);
        new SaleDirectory(node.member(), callbacks).publish(sale).join();
        if (sale.fairness().rule() != Fairness.Rule.NONE) {
            awaitLanes(sale);
            await().atMost(LONG).until(() -> rooms.find(sale.saleId()).join().isPresent());
        }
        return sale;
    }

    private void awaitLanes(SaleDefinition sale) {
        await().atMost(LONG)
                .until(() -> LaneClient.keysOf(sale).stream()
                        .allMatch(key -> lanes.refresh(key).join().isPresent()));
    }

    private SaleDefinition change(SaleDefinition sale, SaleDefinition.Switch state, int admissionPerSec) {
        SaleDefinition changed = new SaleDefinition(
                sale.orgId(),
                sale.saleId(),
                sale.version() + 1,
                sale.skuId(),
                sale.title(),
                sale.price(),
                sale.stock(),
                sale.startAt(),
                sale.endAt(),
                sale.perUserCap(),
                sale.reservationTtlSec(),
                sale.fairness(),
                admissionPerSec,
                null,
                sale.durability(),
                sale.resellRefunded(),
                state,
                null,
                sale.buckets(),
                sale.drawCommitment(),
                sale.createdAt());
        assertThat(sales.update(changed)).isTrue();
        new SaleDirectory(node.member(), callbacks).publish(changed).join();
        return changed;
    }

    private static SaleDefinition withRule(SaleDefinition sale, Fairness fairness) {
        return definition(sale.saleId(), sale.startAt(), sale.admissionPerSec(), fairness);
    }

    private static SaleDefinition sale(Instant startAt, int admissionPerSec) {
        Fairness batch = new Fairness(Fairness.Rule.BATCH, 500, 0, Map.of());
        return definition("sal_" + UUID.randomUUID(), startAt, admissionPerSec, batch);
    }

    private static SaleDefinition definition(String saleId, Instant startAt, int admissionPerSec, Fairness fairness) {
        return new SaleDefinition(
                "org_1",
                saleId,
                1,
                "sku",
                "title",
                new Money(100, "usd"),
                STOCK,
                startAt,
                startAt.plusSeconds(3_600),
                1,
                600,
                fairness,
                admissionPerSec,
                null,
                Durability.DEFAULT,
                false,
                SaleDefinition.Switch.ON,
                null,
                1,
                "",
                Instant.now());
    }

    private EmbeddedPostgres startServer(int onPort) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(onPort)
                .setDataDirectory(data.resolve("postgres"))
                .setCleanDataDirectory(false)
                .start();
    }

    private GridNode startNode() {
        return startNode("test-" + UUID.randomUUID());
    }

    private GridNode startNode(String clusterName, String... peers) {
        Config config = new Config().setClusterName(clusterName);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getNetworkConfig()
                .setPort(16_601)
                .setPortCount(200)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).setMembers(List.of(peers));
        return GridNode.start(config, postgres, Clock.systemUTC());
    }
}
