package io.doorbuster.node;

import io.doorbuster.grid.InventoryClient;
import io.doorbuster.grid.SaleInventory;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.LedgerReader;
import io.doorbuster.ledger.SaleStore;
import io.doorbuster.sale.SaleDefinition;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a sale's buckets to where its definition and the ledger say they should be. A new sale is the case in which the
 * ledger knows nothing. Every step may be repeated, and by two members at once: a bucket is only ever installed where
 * there is none, and only ever removed when it is closed and the ledger has all of it. Blocks.
 */
final class SaleRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SaleRecovery.class);

    private final InventoryClient client;
    private final SaleInventory inventory;
    private final SaleStore sales;
    private final LedgerReader ledger;

    SaleRecovery(InventoryClient client, SaleStore sales, LedgerReader ledger) {
        this.client = client;
        this.inventory = new SaleInventory(client);
        this.sales = sales;
        this.ledger = ledger;
    }

    /** True once every bucket is there, open, and works by this definition; false if another try is needed. */
    boolean bringUp(SaleDefinition sale) {
        List<BucketSummary> present = inventory.summaries(sale).join();
        if (!isWhole(sale, present)) {
            if (!putAway(sale, present)) {
                return false;
            }
            rebuild(sale);
            present = inventory.summaries(sale).join();
        }
        return isWhole(sale, present)
                && present.stream().allMatch(bucket -> configure(sale, bucket) && open(sale, bucket));
    }

    /** Two members that rebuild at once may each have installed some of the buckets, from what each of them read. */
    private static boolean isWhole(SaleDefinition sale, List<BucketSummary> present) {
        return present.size() == sale.buckets()
                && present.stream().map(BucketSummary::generation).distinct().count() == 1;
    }

    /**
     * Closes what is left of a sale and takes it out, so that all of it can be rebuilt together. Units may be on their
     * way between a bucket that is left and one that is lost; only the ledger knows of all.
     *
     * @return false while the ledger lacks events of theirs
     */
    boolean putAway(SaleDefinition sale, List<BucketSummary> present) {
        boolean gone = true;
        for (BucketSummary bucket : present) {
            BucketKey key = SaleInventory.keyOf(sale, bucket.bucket());
            client.submit(key, new Command.SetOpen(false)).join();
            gone &= client.remove(key).join();
        }
        return gone;
    }

    private void rebuild(SaleDefinition sale) {
        long startedNanos = System.nanoTime();
        int generation = sales.nextGeneration(sale.orgId(), sale.saleId());
        Map<Integer, LedgerReader.BucketLedger> known = ledger.buckets(sale).stream()
                .collect(Collectors.toMap(LedgerReader.BucketLedger::bucket, Function.identity()));
        RoaringBitmap bound = new RoaringBitmap();
        known.values().stream()
                .flatMap(bucket -> bucket.binding().stream())
                .map(Reservation::units)
                .forEach(units -> units.forEach(bound::add));
        for (int bucket = 0; bucket < sale.buckets(); bucket++) {
            BucketTerms terms = BucketTerms.of(sale, bucket);
            LedgerReader.BucketLedger from = known.getOrDefault(
                    bucket, new LedgerReader.BucketLedger(bucket, 0, List.of(), BucketCounters.ZERO));
            InventoryBucket rebuilt = InventoryBucket.rebuild(
                    terms, generation, freeUnits(terms, bound), from.binding(), from.lastSequence(), from.counters());
            client.install(SaleInventory.keyOf(sale, bucket), rebuilt).join();
        }
        LOG.info(
                "sale {} of {}, generation {}: {} buckets installed, {} of {} units bound, in {} ms",
                sale.saleId(),
                sale.orgId(),
                generation,
                sale.buckets(),
                bound.getCardinality(),
                sale.stock(),
                (System.nanoTime() - startedNanos) / 1_000_000);
    }

    private static RoaringBitmap freeUnits(BucketTerms terms, RoaringBitmap bound) {
        RoaringBitmap free = RoaringBitmap.bitmapOf(
                IntStream.rangeClosed(1, terms.stock()).filter(terms::isHomeOf).toArray());
        free.andNot(bound);
        return free;
    }

    private boolean configure(SaleDefinition sale, BucketSummary bucket) {
        if (bucket.termsVersion() >= sale.version()) {
            return true;
        }
        BucketTerms terms = BucketTerms.of(sale, bucket.bucket());
        return client.submit(SaleInventory.keyOf(sale, bucket.bucket()), new Command.Configure(terms))
                        .join()
                instanceof Outcome.Done;
    }

    private boolean open(SaleDefinition sale, BucketSummary bucket) {
        return bucket.open()
                || client.submit(SaleInventory.keyOf(sale, bucket.bucket()), new Command.SetOpen(true))
                                .join()
                        instanceof Outcome.Done;
    }
}
