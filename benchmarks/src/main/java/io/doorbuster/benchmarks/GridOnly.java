package io.doorbuster.benchmarks;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.embedded.LocalMember;
import io.doorbuster.grid.GridConfig;
import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.Outbox;
import io.doorbuster.grid.OutboxReader;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * Reservations through {@link InventoryClient} and nothing else: no HTTP, no tokens, no Postgres. The events are read and
 * acknowledged, as otherwise the outboxes would soon be full, and thrown away.
 */
final class GridOnly {
    /** Callers that wait for an answer, as many as a crowded node has. */
    private static final int IN_FLIGHT = 1_024;

    private static final int STOCK = 8_000_000;

    private final HazelcastInstance member;
    private final SaleInventory inventory;
    private final SaleDefinition sale;
    private final AtomicLong buyers = new AtomicLong();

    private GridOnly(HazelcastInstance member, InventoryClient client) {
        this.member = member;
        this.inventory = new SaleInventory(client);
        this.sale = sale();
        for (int bucket = 0; bucket < sale.buckets(); bucket++) {
            BucketTerms terms = BucketTerms.of(sale, bucket);
            RoaringBitmap units = new RoaringBitmap();
            IntStream.rangeClosed(1, STOCK).filter(terms::isHomeOf).forEach(units::add);
            BucketKey key = SaleInventory.keyOf(sale, bucket);
            client.install(key, InventoryBucket.rebuild(terms, 1, units, List.of(), 0, BucketCounters.ZERO))
                    .join();
            client.submit(key, new Command.SetOpen(true)).join();
        }
    }

    /** Prints reservations per second, a line for each round. Arguments: rounds, seconds. */
    public static void main(String[] arguments) throws InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        HazelcastInstance member = Hazelcast.newHazelcastInstance(GridConfig.require(LocalMember.alone()));
        ExecutorService callbacks = Executors.newFixedThreadPool(2);
        try (InventoryClient client = new InventoryClient(member, callbacks)) {
            GridOnly grid = new GridOnly(member, client);
            Thread ledger = new Thread(grid::forgetEvents, "forget-events");
            ledger.setDaemon(true);
            ledger.start();
            for (int round = 0; round < rounds; round++) {
                System.out.println(grid.perSecond(seconds));
            }
        } finally {
            callbacks.shutdownNow();
            member.shutdown();
        }
    }

    private static SaleDefinition sale() {
        Instant now = Instant.now();
        return new SaleDefinition(
                Merchant.ORG,
                "sal_grid",
                1,
                "bench-1",
                "Measured",
                new Money(1_999, "usd"),
                STOCK,
                now,
                now.plusSeconds(10_800),
                1,
                3_600,
                Fairness.NONE,
                10_000,
                null,
                Durability.DEFAULT,
                false,
                SaleDefinition.Switch.ON,
                null,
                SaleDefinition.bucketsFor(STOCK),
                "",
                now);
    }

    private double perSecond(int seconds) throws InterruptedException {
        Semaphore room = new Semaphore(IN_FLIGHT);
        AtomicLong reserved = new AtomicLong();
        long startedNanos = System.nanoTime();
        while (System.nanoTime() - startedNanos < seconds * 1_000_000_000L) {
            room.acquire();
            ThreadLocalRandom random = ThreadLocalRandom.current();
            Command.Reserve command = new Command.Reserve(
                    new UUID(random.nextLong(), random.nextLong()), "buyer-" + buyers.getAndIncrement(), 1, 0);
            var unused = inventory.reserve(sale, command).whenComplete((outcome, failure) -> {
                if (outcome instanceof Outcome.Accepted) {
                    reserved.incrementAndGet();
                }
                room.release();
            });
        }
        room.acquire(IN_FLIGHT);
        return reserved.get() * 1e9 / (System.nanoTime() - startedNanos);
    }

    private void forgetEvents() {
        OutboxReader<BucketKey, OutboxSlice> reader = new OutboxReader<>(member, Outbox.ofBuckets());
        try {
            while (member.getLifecycleService().isRunning()) {
                Map<BucketKey, Long> read = new HashMap<>();
                for (OutboxSlice slice : reader.read()) {
                    read.put(
                            slice.key(),
                            slice.events().get(slice.events().size() - 1).sequence());
                }
                Outbox.ofBuckets().acknowledge(member, read);
                LockSupport.parkNanos(1_000_000);
            }
        } catch (RuntimeException stopped) {
            if (member.getLifecycleService().isRunning()) {
                throw stopped;
            }
        }
    }
}
