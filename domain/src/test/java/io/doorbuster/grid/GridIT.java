package io.doorbuster.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** The shells on a real cluster of members in this JVM. */
class GridIT {
    private final TestCluster cluster = new TestCluster();
    private final ExecutorService callbacks = Executors.newFixedThreadPool(2);
    private final HazelcastInstance first = cluster.join();
    private final InventoryClient client = new InventoryClient(first, callbacks);

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
        callbacks.shutdownNow();
    }

    @Test
    void everyUnitOfABucketIsReservedOnceByACrowd() {
        BucketKey key = install(sale("crowd", 500, 1)).get(0);

        List<CompletableFuture<Outcome>> outcomes = IntStream.range(0, 5_000)
                .mapToObj(buyer -> client.submit(key, reserve("buyer-" + buyer)))
                .toList();

        Set<Integer> units = new HashSet<>();
        int accepted = 0;
        for (CompletableFuture<Outcome> outcome : outcomes) {
            if (outcome.join() instanceof Outcome.Accepted won) {
                accepted++;
                units.addAll(won.reservation().units());
            } else {
                assertThat(outcome.join()).isEqualTo(new Outcome.Dry(0));
            }
        }
        assertThat(accepted).isEqualTo(500);
        assertThat(units).hasSize(500);
    }

    @Test
    void aQueueThatIsTooLongRefusesAndLosesNothing() {
        BucketKey key = install(sale("queue", 10, 1)).get(0);
        ExecutorService slow = Executors.newSingleThreadExecutor();
        CompletableFuture<Void> released = new CompletableFuture<>();
        slow.execute(released::join);
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        try (InventoryClient crowd = new InventoryClient(first, slow)) {
            // The first batch's answer is not looked at until all of them have asked.
            for (int buyer = 0; buyer < EntryClient.MAX_WAITING + 5; buyer++) {
                outcomes.add(crowd.submit(key, reserve("buyer-" + buyer)));
            }
            released.complete(null);
            outcomes.forEach(CompletableFuture::join);
        } finally {
            slow.shutdown();
        }

        assertThat(outcomes.stream().map(CompletableFuture::join))
                .filteredOn(new Outcome.Refused(Refusal.BACKLOGGED)::equals)
                // One is under way; the queue takes so many more.
                .hasSize(4);
        assertThat(outcomes.stream().map(CompletableFuture::join))
                .filteredOn(Outcome.Accepted.class::isInstance)
                .hasSize(10);
    }

    @Test
    void whatFollowsAnAnswerRunsOnTheCallersThreads() {
        BucketKey key = install(sale("threads", 10, 1)).get(0);
        SaleDirectory directory = new SaleDirectory(first, callbacks);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();

        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(client.submit(key, reserve("buyer-" + i)).thenRun(() -> threads.add(Thread.currentThread())));
            answers.add(directory.find("threads").thenRun(() -> threads.add(Thread.currentThread())));
        }
        answers.forEach(CompletableFuture::join);

        // Two callback threads, and this one for answers that were there before the continuation was added.
        assertThat(threads).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void whatAnEarlierRunDidIsToldOnlyWithABackup() {
        BucketKey key = new BucketKey("org", "told", 0);
        InventoryBucket bucket = closedBucketOf(sale("told", 1, 1), 0);
        bucket.apply(new Command.SetOpen(true), System.currentTimeMillis());
        Command.Reserve won = reserve("ann");

        assertThat(backupOf(key, bucket, won)).as("made").isNotNull();
        assertThat(backupOf(key, bucket, won)).as("made before").isNotNull();
        assertThat(backupOf(key, bucket, new Command.ReadOutbox(0, 10)))
                .as("events")
                .isNotNull();
        assertThat(backupOf(key, bucket, reserve("bob"))).as("refused").isNull();
        assertThat(backupOf(key, bucket, new Command.ReadOutbox(99, 10)))
                .as("no events")
                .isNull();
    }

    @Test
    void aClosedGateLetsNothingThrough() {
        BucketKey key = install(sale("gate", 10, 1)).get(0);
        GridContext.of(first).guardBy(PartitionGate.CLOSED);
        CompletableFuture<Outcome> outcome = client.submit(key, reserve("ann"));

        assertThat(outcome).isNotDone();
        GridContext.of(first).guardBy(PartitionGate.OPEN);

        assertThat(outcome.join()).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aBucketThatIsNotThereIsRecovering() {
        assertThat(client.submit(new BucketKey("org", "nowhere", 0), reserve("ann"))
                        .join())
                .isEqualTo(new Outcome.Refused(Refusal.RECOVERING));
    }

    @Test
    void aDryBucketIsRefilledUntilNoBucketHasAFreeUnit() {
        SaleDefinition sale = sale("refill", 400, 8);
        install(sale);
        SaleInventory inventory = new SaleInventory(client);

        // All buyers of one bucket: seven eighths of the stock must come to them.
        List<String> buyers = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "buyer-" + i)
                .filter(buyer -> sale.bucketOf(buyer) == 3)
                .limit(600)
                .toList();
        Set<Integer> units = new HashSet<>();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (String buyer : buyers) {
            outcomes.add(inventory.reserve(sale, reserve(buyer)));
        }
        // Whoever was told "dry" while units were on their way asks again, as the API tells its buyers to.
        for (int i = 0; i < buyers.size(); i++) {
            String buyer = buyers.get(i);
            if (outcomes.get(i).join() instanceof Outcome.Accepted won) {
                units.addAll(won.reservation().units());
            } else if (units.size() < 400
                    && inventory.reserve(sale, reserve(buyer)).join() instanceof Outcome.Accepted won) {
                units.addAll(won.reservation().units());
            }
        }

        assertThat(units).hasSize(400);
        assertThat(new SaleView(sale, inventory.summaries(sale).join(), Instant.EPOCH))
                .satisfies(view -> assertThat(view.free()).isZero())
                .satisfies(view -> assertThat(view.held()).isEqualTo(400))
                .satisfies(view -> assertThat(view.inTransit()).isZero());
    }

    @Test
    void aBucketAtRestIsTakenOutAndABusyOneIsNot() {
        BucketKey key = install(sale("remove", 10, 1)).get(0);
        client.submit(key, reserve("ann")).join();

        assertThat(client.remove(key).join()).isFalse();
        client.submit(key, new Command.SetOpen(false)).join();
        assertThat(client.remove(key).join()).as("its event is not durable").isFalse();
        client.submit(key, new Command.Acknowledge(1)).join();
        assertThat(client.remove(key).join()).isTrue();
        assertThat(client.refresh(key).join()).isEmpty();
    }

    @Test
    void whoWaitsForTheLedgerHearsOfItOrOfTheBound() {
        BucketKey key = install(sale("durable", 10, 1)).get(0);
        client.submit(key, reserve("ann")).join();

        assertThat(client.awaitDurable(key, 1, Duration.ofMillis(50)).join()).isFalse();

        CompletableFuture<Boolean> durable = client.awaitDurable(key, 1, Duration.ofSeconds(20));
        client.submit(key, new Command.Acknowledge(1)).join();
        assertThat(durable.join()).isTrue();
        assertThat(client.awaitDurable(key, 1, Duration.ZERO).join()).isTrue();
    }

    @Test
    void backupsTakeOverWithTheSameStateWhenAMemberDies() {
        HazelcastInstance second = cluster.join();
        HazelcastInstance third = cluster.join();
        // An installation whose backup moves under it is indeterminate; a member would try again, this test does not.
        await().until(() -> isSafe(first));
        SaleDefinition sale = sale("failover", 600, 12);
        List<BucketKey> keys = install(sale);
        for (int buyer = 0; buyer < 300; buyer++) {
            String user = "buyer-" + buyer;
            client.submit(keys.get(sale.bucketOf(user)), reserve(user)).join();
        }
        List<Optional<BucketSummary>> before =
                keys.stream().map(key -> client.refresh(key).join()).toList();

        cluster.kill(third);
        await().until(() -> first.getCluster().getMembers().size() == 2 && isSafe(first));
        cluster.kill(second);
        await().until(() -> first.getCluster().getMembers().size() == 1 && isSafe(first));

        for (int bucket = 0; bucket < keys.size(); bucket++) {
            assertThat(client.refresh(keys.get(bucket)).join().orElseThrow())
                    .usingRecursiveComparison()
                    .ignoringFields("atMillis")
                    .isEqualTo(before.get(bucket).orElseThrow());
        }
    }

    @Test
    void membersJoinAndLeaveUnderLoadAndNothingIsLostOrDoubled() {
        SaleDefinition sale = sale("migration", 20_000, 8);
        List<BucketKey> keys = install(sale);
        InventoryClient crowd = new InventoryClient(cluster.connect(), callbacks);
        AtomicBoolean stop = new AtomicBoolean();
        List<Outcome.Accepted> won = new ArrayList<>();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int buyer = 0; !stop.get() && buyer < 40_000; buyer += 50) {
                List<CompletableFuture<Outcome>> wave = IntStream.range(buyer, buyer + 50)
                        .mapToObj(i -> crowd.submit(keys.get(sale.bucketOf("buyer-" + i)), reserve("buyer-" + i)))
                        .toList();
                for (CompletableFuture<Outcome> outcome : wave) {
                    if (outcome.join() instanceof Outcome.Accepted accepted) {
                        won.add(accepted);
                    }
                }
            }
        });

        HazelcastInstance second = cluster.join();
        await().until(() -> isSafe(first) && isSafe(second));
        cluster.leave(second);
        HazelcastInstance third = cluster.join();
        await().until(() -> isSafe(first) && isSafe(third));
        cluster.leave(third);
        stop.set(true);
        load.join();
        crowd.close();

        Set<Integer> units = new HashSet<>();
        won.forEach(accepted -> assertThat(units.addAll(accepted.reservation().units()))
                .as("unit of %s is not somebody else's", accepted)
                .isTrue());
        assertThat(won).isNotEmpty();
        SaleView view =
                new SaleView(sale, new SaleInventory(client).summaries(sale).join(), Instant.EPOCH);
        assertThat(view.held()).isEqualTo(won.size());
        assertThat(view.owned()).isEqualTo(20_000);
        for (Outcome.Accepted accepted : won) {
            String user = accepted.reservation().userId();
            assertThat(client.submit(
                                    keys.get(sale.bucketOf(user)),
                                    new Command.Find(accepted.reservation().id(), user))
                            .join())
                    .isInstanceOf(Outcome.Accepted.class);
        }
    }

    private static boolean isSafe(HazelcastInstance member) {
        return member.getPartitionService().isClusterSafe();
    }

    private List<BucketKey> install(SaleDefinition sale) {
        List<BucketKey> keys = new ArrayList<>();
        for (int bucket = 0; bucket < sale.buckets(); bucket++) {
            BucketKey key = SaleInventory.keyOf(sale, bucket);
            assertThat(client.install(key, closedBucketOf(sale, bucket)).join()).isTrue();
            client.submit(key, new Command.SetOpen(true)).join();
            keys.add(key);
        }
        return keys;
    }

    private static InventoryBucket closedBucketOf(SaleDefinition sale, int bucket) {
        BucketTerms terms = BucketTerms.of(sale, bucket);
        RoaringBitmap free = RoaringBitmap.bitmapOf(
                IntStream.rangeClosed(1, sale.stock()).filter(terms::isHomeOf).toArray());
        return InventoryBucket.rebuild(terms, 1, free, List.of(), 0, BucketCounters.ZERO);
    }

    /** What a batch of this command sends to the backups. */
    private @Nullable Object backupOf(BucketKey key, InventoryBucket bucket, Command command) {
        CommandBatch<InventoryBucket, Command, Outcome, BucketSummary> batch =
                new CommandBatch<>(Buckets.KIND, List.of(command));
        batch.setHazelcastInstance(first);
        batch.process(new SimpleEntry<>(key.toString(), bucket));
        return batch.getBackupProcessor();
    }

    private static Command.Reserve reserve(String user) {
        return new Command.Reserve(UUID.randomUUID(), user, 1, 0);
    }

    private static SaleDefinition sale(String id, int stock, int buckets) {
        Instant now = Instant.now();
        return new SaleDefinition(
                "org",
                id,
                1,
                "sku",
                "title",
                new Money(100, "usd"),
                stock,
                now.minusSeconds(60),
                now.plusSeconds(3_600),
                1,
                600,
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
