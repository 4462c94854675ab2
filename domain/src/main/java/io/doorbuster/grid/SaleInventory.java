package io.doorbuster.grid;

import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * One sale over all of its buckets. A buyer always goes to the same bucket; when it is dry, units are brought to it from
 * the others. Thread-safe; callers never block.
 */
public final class SaleInventory {
    /** Others may take what was brought; after this many rounds the answer is that nothing was left. */
    private static final int MAX_REFILLS = 4;

    /** After a vain search over all buckets the next one waits, so that a dry sale's crowd costs one search. */
    private static final long VAIN_MILLIS = 50;

    private final InventoryClient client;
    private final ConcurrentMap<BucketKey, CompletableFuture<Boolean>> refills = new ConcurrentHashMap<>();

    public SaleInventory(InventoryClient client) {
        this.client = client;
    }

    /** A command to the buyer's own bucket. Fails as {@link InventoryClient#submit} does. */
    public CompletableFuture<Outcome> submit(SaleDefinition sale, String userId, Command command) {
        return client.submit(keyOf(sale, sale.bucketOf(userId)), command);
    }

    /**
     * Reserves in the buyer's bucket, with units of others if need be.
     *
     * @return {@link Outcome.Dry} only if no bucket could help; fails as {@link InventoryClient#submit} does
     */
    public CompletableFuture<Outcome> reserve(SaleDefinition sale, Command.Reserve command) {
        return reserve(sale, keyOf(sale, sale.bucketOf(command.userId())), command, MAX_REFILLS);
    }

    private CompletableFuture<Outcome> reserve(
            SaleDefinition sale, BucketKey key, Command.Reserve command, int refillsLeft) {
        return client.submit(key, command).thenCompose(outcome -> {
            if (!(outcome instanceof Outcome.Dry) || sale.buckets() == 1 || refillsLeft == 0) {
                return CompletableFuture.completedFuture(outcome);
            }
            return refill(sale, key)
                    .thenCompose(refilled -> refilled
                            ? reserve(sale, key, command, refillsLeft - 1)
                            : CompletableFuture.completedFuture(outcome));
        });
    }

    /** Brings units to a dry bucket; one search per bucket at a time, which all that wait share. */
    private CompletableFuture<Boolean> refill(SaleDefinition sale, BucketKey dry) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> running = refills.putIfAbsent(dry, mine);
        if (running != null) {
            return running;
        }
        return summaries(sale)
                .thenCompose(
                        summaries -> takeFrom(sale, dry, donors(summaries, dry).iterator()))
                .whenComplete((refilled, failure) -> {
                    if (failure == null && !refilled) {
                        CompletableFuture.delayedExecutor(VAIN_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
                                .execute(() -> refills.remove(dry, mine));
                    } else {
                        refills.remove(dry, mine);
                    }
                    if (failure == null) {
                        mine.complete(refilled);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
    }

    private static List<Integer> donors(List<BucketSummary> summaries, BucketKey dry) {
        return summaries.stream()
                .filter(bucket -> bucket.free() > 0 && bucket.bucket() != dry.bucket())
                .sorted(Comparator.comparingInt(BucketSummary::free).reversed())
                .map(BucketSummary::bucket)
                .toList();
    }

    private CompletableFuture<Boolean> takeFrom(SaleDefinition sale, BucketKey dry, Iterator<Integer> donors) {
        if (!donors.hasNext()) {
            return CompletableFuture.completedFuture(false);
        }
        BucketKey donor = keyOf(sale, donors.next());
        return client.submit(donor, new Command.Give(dry.bucket()))
                .thenCompose(outcome -> outcome instanceof Outcome.Given given
                        ? finish(donor, dry, given).thenApply(done -> true)
                        : takeFrom(sale, dry, donors));
    }

    /** Carries an open transfer to its end. Safe to repeat, by anyone, at any step. */
    public CompletableFuture<Outcome> finish(BucketKey donor, BucketKey taker, Outcome.Given given) {
        return client.submit(taker, new Command.Receive(given.transfer()))
                .thenCompose(received -> received instanceof Outcome.Done
                        ? client.submit(donor, given.transfer().settlement())
                        : CompletableFuture.completedFuture(received));
    }

    /** Fresh summaries of the buckets that the grid has. Fails as {@link InventoryClient#submit} does. */
    public CompletableFuture<List<BucketSummary>> summaries(SaleDefinition sale) {
        List<CompletableFuture<Optional<BucketSummary>>> asked = new ArrayList<>(sale.buckets());
        for (int bucket = 0; bucket < sale.buckets(); bucket++) {
            asked.add(client.refresh(keyOf(sale, bucket)));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .toList());
    }

    public static BucketKey keyOf(SaleDefinition sale, int bucket) {
        return new BucketKey(sale.orgId(), sale.saleId(), bucket);
    }
}
