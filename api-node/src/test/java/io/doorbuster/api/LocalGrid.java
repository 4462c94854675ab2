package io.doorbuster.api;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.grid.GridUnavailableException;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.grid.SaleView;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import io.doorbuster.waitingroom.RoomView;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** A grid in this process: the real buckets and lanes, without Hazelcast and without a ledger behind them. */
final class LocalGrid implements Grid {
    private final Clock clock;
    private final Map<String, SaleDefinition> sales = new HashMap<>();
    private final Map<BucketKey, InventoryBucket> buckets = new HashMap<>();
    volatile boolean ledgerFollows = true;
    volatile boolean away;
    volatile boolean roomsAway;
    volatile @Nullable LaneRefusal refusal;
    final LocalRooms rooms;
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger cachedReads = new AtomicInteger();

    LocalGrid(Clock clock) {
        this.clock = clock;
        this.rooms = new LocalRooms(clock);
    }

    @Override
    public CompletableFuture<Optional<SaleView>> view(String saleId) {
        cachedReads.incrementAndGet();
        return read(saleId);
    }

    @Override
    public CompletableFuture<Optional<SaleView>> refresh(String saleId) {
        calls.incrementAndGet();
        return read(saleId);
    }

    /** The grid lets a sale go that is long over. */
    synchronized void letGo(String saleId) {
        sales.remove(saleId);
    }

    @Override
    public CompletableFuture<LaneOutcome> submit(LaneKey lane, LaneCommand command) {
        calls.incrementAndGet();
        if (away) {
            return CompletableFuture.failedFuture(gone());
        }
        LaneRefusal refused = refusal;
        return CompletableFuture.completedFuture(
                refused == null ? rooms.submit(lane, command) : new LaneOutcome.Refused(refused));
    }

    @Override
    public synchronized CompletableFuture<Optional<RoomView>> room(String saleId) {
        cachedReads.incrementAndGet();
        SaleDefinition sale = sales.get(saleId);
        if (away) {
            return CompletableFuture.failedFuture(gone());
        }
        return CompletableFuture.completedFuture(
                roomsAway || sale == null || sale.fairness().rule() == Rule.NONE
                        ? Optional.empty()
                        : Optional.of(rooms.view(sale)));
    }

    private synchronized CompletableFuture<Optional<SaleView>> read(String saleId) {
        if (away) {
            return CompletableFuture.failedFuture(gone());
        }
        return CompletableFuture.completedFuture(
                Optional.ofNullable(sales.get(saleId)).map(this::viewOf));
    }

    private SaleView viewOf(SaleDefinition sale) {
        List<io.doorbuster.inventory.BucketSummary> summaries = new ArrayList<>();
        for (int i = 0; i < sale.buckets(); i++) {
            InventoryBucket bucket = buckets.get(SaleInventory.keyOf(sale, i));
            if (bucket != null) {
                summaries.add(bucket.summary(clock.millis()));
            }
        }
        return new SaleView(sale, summaries, clock.instant());
    }

    @Override
    public synchronized Collection<SaleDefinition> sales() {
        return List.copyOf(sales.values());
    }

    @Override
    public synchronized CompletableFuture<Void> publish(SaleDefinition sale) {
        calls.incrementAndGet();
        sales.put(sale.saleId(), sale);
        rooms.install(sale);
        for (int i = 0; i < sale.buckets(); i++) {
            BucketTerms terms = BucketTerms.of(sale, i);
            BucketKey key = SaleInventory.keyOf(sale, i);
            InventoryBucket bucket = buckets.computeIfAbsent(key, same -> {
                RoaringBitmap free = new RoaringBitmap();
                for (int unit = 1; unit <= sale.stock(); unit++) {
                    if (terms.isHomeOf(unit)) {
                        free.add(unit);
                    }
                }
                return InventoryBucket.rebuild(terms, 1, free, List.of(), 0, BucketCounters.ZERO);
            });
            bucket.apply(new Command.Configure(terms), clock.millis());
            bucket.apply(new Command.SetOpen(true), clock.millis());
        }
        return CompletableFuture.completedFuture(null);
    }

    synchronized void tick() {
        buckets.values().forEach(bucket -> bucket.apply(new Command.Tick(), clock.millis()));
    }

    @Override
    public CompletableFuture<Outcome> reserve(SaleDefinition sale, Command.Reserve command) {
        return submit(sale, command.userId(), command);
    }

    @Override
    public synchronized CompletableFuture<Outcome> submit(BucketKey key, Command command) {
        calls.incrementAndGet();
        if (away) {
            return CompletableFuture.failedFuture(gone());
        }
        InventoryBucket bucket = buckets.get(key);
        if (bucket == null) {
            return CompletableFuture.completedFuture(new Outcome.Refused(Refusal.RECOVERING));
        }
        return CompletableFuture.completedFuture(bucket.apply(command, clock.millis()));
    }

    @Override
    public CompletableFuture<Boolean> awaitDurable(BucketKey bucket, long sequence, Duration bound) {
        return CompletableFuture.completedFuture(ledgerFollows);
    }

    @Override
    public CompletableFuture<Boolean> answers() {
        return CompletableFuture.completedFuture(!away);
    }

    private static GridUnavailableException gone() {
        return new GridUnavailableException(new IllegalStateException("switched off by the test"));
    }
}
