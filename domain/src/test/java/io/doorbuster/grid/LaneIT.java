package io.doorbuster.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import io.doorbuster.waitingroom.LaneSummary;
import io.doorbuster.waitingroom.LaneTerms;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RankTable;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import io.doorbuster.waitingroom.WaitingRoomLane;
import io.doorbuster.waitingroom.WatermarkStep;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lanes and rooms on a real cluster of members in this JVM. */
class LaneIT {
    private static final DrawSecrets SECRETS = new DrawSecrets(new byte[32], new byte[32]);

    private final TestCluster cluster = new TestCluster();
    private final ExecutorService callbacks = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
    private final HazelcastInstance first = cluster.join();
    private final LaneClient client = new LaneClient(first, callbacks);
    private final RoomDirectory rooms = new RoomDirectory(first, callbacks);

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
        ticker.shutdownNow();
        callbacks.shutdownNow();
    }

    @Test
    void aHolderWhoJoinsThroughTwoNodesAtOnceHasOneTicket() {
        SaleDefinition sale = install("twice");
        LaneClient one = new LaneClient(cluster.connect(), callbacks);
        LaneClient other = new LaneClient(cluster.connect(), callbacks);
        List<CompletableFuture<LaneOutcome>> ofOne = new ArrayList<>();
        List<CompletableFuture<LaneOutcome>> ofOther = new ArrayList<>();

        for (int holder = 0; holder < 2_000; holder++) {
            ofOne.add(join(one, sale, holder));
            ofOther.add(join(other, sale, holder));
        }

        HashSet<TicketId> tickets = new HashSet<>();
        for (int holder = 0; holder < 2_000; holder++) {
            LaneOutcome.Joined mine = joined(ofOne.get(holder));
            LaneOutcome.Joined same = joined(ofOther.get(holder));
            assertThat(mine.ticket()).isEqualTo(same.ticket());
            assertThat(mine.chain()).isEqualTo(same.chain());
            assertThat(mine.repeated()).isNotEqualTo(same.repeated());
            tickets.add(mine.ticket().id());
        }
        assertThat(tickets).hasSize(2_000);
        assertThat(summaries(sale).stream().mapToInt(LaneSummary::tickets).sum())
                .isEqualTo(2_000);
        one.close();
        other.close();
    }

    @Test
    void membersJoinAndLeaveUnderLoadAndEveryHolderKeepsTheTicket() {
        SaleDefinition sale = install("migration");
        LaneClient crowd = new LaneClient(cluster.connect(), callbacks);
        AtomicBoolean stop = new AtomicBoolean();
        Map<Integer, TicketId> tickets = new HashMap<>();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int from = 0; !stop.get() && from < 60_000; from += 50) {
                Map<Integer, CompletableFuture<LaneOutcome>> wave = new HashMap<>();
                for (int holder = from; holder < from + 50; holder++) {
                    wave.put(holder, join(crowd, sale, holder));
                }
                wave.forEach((holder, outcome) ->
                        tickets.put(holder, joined(outcome).ticket().id()));
            }
        });

        HazelcastInstance second = cluster.join();
        await().until(() -> isSafe(first) && isSafe(second));
        cluster.leave(second);
        HazelcastInstance third = cluster.join();
        await().until(() -> isSafe(first) && isSafe(third));
        cluster.kill(third);
        await().until(() -> first.getCluster().getMembers().size() == 1 && isSafe(first));
        stop.set(true);
        load.join();
        crowd.close();

        assertThat(new HashSet<>(tickets.values())).hasSize(tickets.size()).isNotEmpty();
        assertThat(summaries(sale).stream().mapToInt(LaneSummary::tickets).sum())
                .isEqualTo(tickets.size());
        tickets.forEach((holder, ticket) ->
                assertThat(joined(join(client, sale, holder)).ticket().id()).isEqualTo(ticket));
    }

    @Test
    void aLaneThatIsNotThereIsRecovering() {
        LaneKey nowhere = new LaneKey("org", "nowhere", 0);

        assertThat(client.submit(nowhere, new LaneCommand.Join(user(1), 1)).join())
                .isEqualTo(new LaneOutcome.Refused(LaneRefusal.RECOVERING));
        assertThat(client.refresh(nowhere).join()).isEmpty();
    }

    @Test
    void anImpossibleCommandFailsNobodyElse() {
        LaneKey key = LaneClient.keysOf(install("impossible")).get(0);

        CompletableFuture<LaneOutcome> bad = client.submit(key, new LaneCommand.Join(user(1), 0));
        CompletableFuture<LaneOutcome> good = client.submit(key, new LaneCommand.Join(user(2), 1));

        assertThat(bad.join()).isEqualTo(new LaneOutcome.Refused(LaneRefusal.WRONG_STATE));
        assertThat(good.join()).isInstanceOf(LaneOutcome.Joined.class);
    }

    @Test
    void aLaneIsInstalledOnceAndTakenOutOnlyWhenTheLedgerHasAllOfIt() {
        SaleDefinition sale = install("remove");
        LaneKey key = LaneClient.keysOf(sale).get(0);
        client.submit(key, new LaneCommand.Join(user(1), 1)).join();

        assertThat(client.install(key, lane(sale, 0)).join()).isFalse();
        assertThat(client.remove(key).join()).isFalse();
        client.submit(key, new LaneCommand.Acknowledge(1)).join();
        assertThat(client.remove(key).join()).isTrue();
        assertThat(client.refresh(key).join()).isEmpty();
    }

    @Test
    void whatALaneHasIsReadOnceAndWhatItsOutboxHasIsReadUntilAcknowledged() {
        SaleDefinition sale = install("readers");
        new SaleDirectory(first, callbacks).publish(sale).join();
        LaneOutcome.Joined ann = joined(join(client, sale, 1));
        LaneReader lanes = new LaneReader(first);
        OutboxReader<LaneKey, ?> outboxes = new OutboxReader<>(first, Outbox.ofLanes());

        List<DrainedLane> drained = lanes.read();

        assertThat(drained).hasSize(LaneKey.LANES);
        assertThat(drained.stream().mapToInt(lane -> lane.arrivals().size()).sum())
                .isEqualTo(1);
        assertThat(lanes.read())
                .as("only windows that closed meanwhile are news")
                .allSatisfy(lane -> assertThat(lane.arrivals().size()).isZero());
        assertThat(new LaneReader(first)
                        .read().stream()
                                .mapToInt(lane -> lane.arrivals().size())
                                .sum())
                .as("a new reader begins at the first ticket")
                .isEqualTo(1);

        assertThat(outboxes.read()).hasSize(1);
        assertThat(outboxes.read()).isEmpty();
        LaneKey key = LaneKey.of(sale, ann.ticket().user());
        Outbox.ofLanes().acknowledge(first, Map.of(key, 1L));
        assertThat(client.refresh(key).join().orElseThrow().durableSequence()).isEqualTo(1);
        assertThat(new OutboxReader<>(first, Outbox.ofLanes()).read()).isEmpty();
    }

    @Test
    void aRoomNeverMovesBack() {
        RoomView second = view("sale", 2, new Place(1, 5), 10);

        assertThat(rooms.publish(view("sale", 1, new Place(1, 4), 1)).join())
                .as("it has not begun")
                .isFalse();
        assertThat(rooms.begin(view("sale", 1, new Place(1, 4), 1)).join()).isTrue();
        assertThat(rooms.publish(second).join()).isTrue();

        assertThat(rooms.begin(view("sale", 3, new Place(1, 6), 1)).join()).isFalse();
        assertThat(rooms.publish(view("sale", 1, new Place(1, 6), 11)).join()).isFalse();
        assertThat(rooms.publish(view("sale", 3, new Place(1, 4), 11)).join()).isFalse();
        assertThat(rooms.find("sale").join().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(second);
        assertThat(rooms.publish(view("sale", 2, new Place(1, 5), 12)).join())
                .as("more arrivals, the same watermark")
                .isTrue();
        assertThat(rooms.find("sale").join().orElseThrow().arrivals()).isEqualTo(12);
    }

    @Test
    void aViewOfARoomIsRefreshedWithoutAnyoneWaiting() {
        try (RoomViews views = new RoomViews(first, callbacks, ticker)) {
            assertThat(views.view("sale").join()).isEmpty();
            rooms.begin(view("sale", 1, new Place(1, 4), 1)).join();
            assertThat(views.view("sale").join()).isPresent();

            rooms.publish(view("sale", 2, new Place(1, 5), 1)).join();

            await().untilAsserted(() -> {
                CompletableFuture<Optional<RoomView>> looked = views.view("sale");
                assertThat(looked).isDone();
                assertThat(looked.join().orElseThrow().step()).isEqualTo(2);
            });
        }
    }

    @Test
    void stepsAreKeptUntilTheyAreReleased() {
        WatermarkStep one = new WatermarkStep("org", "sale", 1, 5, Place.endOf(0), 3);
        WatermarkStep two = new WatermarkStep("org", "sale", 2, 6, Place.endOf(1), 3);

        rooms.keep(List.of(two, one));
        assertThat(rooms.kept()).containsExactly(one, two);
        rooms.release(List.of(one));
        assertThat(rooms.kept()).containsExactly(two);
    }

    private static boolean isSafe(HazelcastInstance member) {
        return member.getPartitionService().isClusterSafe();
    }

    private List<LaneSummary> summaries(SaleDefinition sale) {
        return LaneClient.keysOf(sale).stream()
                .map(key -> client.refresh(key).join().orElseThrow())
                .toList();
    }

    private static CompletableFuture<LaneOutcome> join(LaneClient through, SaleDefinition sale, int holder) {
        UserHash user = user(holder);
        return through.submit(LaneKey.of(sale, user), new LaneCommand.Join(user, 1));
    }

    private static LaneOutcome.Joined joined(CompletableFuture<LaneOutcome> outcome) {
        assertThat(outcome.join()).isInstanceOf(LaneOutcome.Joined.class);
        return (LaneOutcome.Joined) outcome.join();
    }

    private static UserHash user(int holder) {
        return UserHash.of("salt".getBytes(StandardCharsets.UTF_8), "u:" + holder);
    }

    private SaleDefinition install(String saleId) {
        SaleDefinition sale = sale(saleId);
        for (LaneKey key : LaneClient.keysOf(sale)) {
            assertThat(client.install(key, lane(sale, key.lane())).join()).isTrue();
        }
        return sale;
    }

    private static WaitingRoomLane lane(SaleDefinition sale, int lane) {
        return WaitingRoomLane.rebuild(LaneTerms.of(sale, lane), 1, List.of(), 0, -1);
    }

    private static RoomView view(String saleId, long step, Place watermark, long arrivals) {
        return new RoomView(
                "org",
                saleId,
                step,
                watermark,
                arrivals,
                0,
                watermark.window(),
                RankTable.EMPTY,
                0,
                1,
                List.of(),
                SECRETS,
                7);
    }

    private static SaleDefinition sale(String id) {
        Instant now = Instant.now();
        return new SaleDefinition(
                "org",
                id,
                1,
                "sku",
                "title",
                new Money(100, "usd"),
                10,
                now.minusSeconds(60),
                now.plusSeconds(3_600),
                1,
                600,
                new Fairness(Fairness.Rule.BATCH, 500, 0, Map.of()),
                10_000,
                null,
                Durability.DEFAULT,
                false,
                SaleDefinition.Switch.ON,
                null,
                1,
                "",
                now);
    }
}
