package io.doorbuster.grid;

import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * A sale as it was at one moment, over all of its buckets. The buckets are read one after the other, so a transfer under
 * way can make {@link #free()} miss or repeat its units for a moment. So can {@link #sold()}, where an authorisation
 * lapsed; {@link #settled()} only grows and is never too high, unless refunded units are sold again.
 *
 * @param buckets the summaries of those that the grid has
 * @param asOf when the oldest of them was read
 */
public record SaleView(SaleDefinition sale, List<BucketSummary> buckets, Instant asOf) {
    public SaleView {
        buckets = List.copyOf(buckets);
    }

    /** Whether every bucket is in the grid and open. */
    public boolean installed() {
        return buckets.size() == sale.buckets() && buckets.stream().allMatch(BucketSummary::open);
    }

    /** Whether every bucket works by this definition or a newer one. */
    public boolean upToDate() {
        return buckets.size() == sale.buckets()
                && buckets.stream().allMatch(bucket -> bucket.termsVersion() >= sale.version());
    }

    public int free() {
        return sum(BucketSummary::free);
    }

    public int held() {
        return sum(BucketSummary::held);
    }

    public int paying() {
        return sum(BucketSummary::paying);
    }

    public int unknown() {
        return sum(BucketSummary::unknown);
    }

    public int sold() {
        return sum(BucketSummary::sold);
    }

    /** Of those that are sold, units whose money has moved. */
    public int settled() {
        return sum(BucketSummary::settled);
    }

    public int inTransit() {
        return sum(BucketSummary::inTransit);
    }

    /** Units that the buckets answer for, over all of them: the stock, except while a transfer is under way. */
    public int owned() {
        return sum(BucketSummary::owned);
    }

    /** Whether every unit is sold and its money has moved: final, but for refunds of a sale that sells them again. */
    public boolean soldOut() {
        return settled() >= sale.stock();
    }

    public long reservations() {
        return total(BucketSummary::reservations);
    }

    public long paid() {
        return total(BucketSummary::paid);
    }

    public long abandoned() {
        return total(BucketSummary::abandoned);
    }

    public long declined() {
        return total(BucketSummary::declined);
    }

    /** Age of the oldest event that the ledger lacks, in milliseconds; 0 if it has all. */
    public long ledgerLagMillis() {
        return buckets.stream()
                .mapToLong(bucket -> Math.max(0, bucket.atMillis() - bucket.oldestPendingAtMillis()))
                .max()
                .orElse(0);
    }

    /** When the next hold may come free, in epoch milliseconds; {@link Reservation#NEVER} if none is held. */
    public long nextDueAtMillis() {
        return buckets.stream().mapToLong(BucketSummary::nextDueAtMillis).min().orElse(Reservation.NEVER);
    }

    public Phase phase(Instant now) {
        return Phase.of(sale, now, installed(), soldOut());
    }

    private int sum(ToIntFunction<BucketSummary> units) {
        return buckets.stream().mapToInt(units).sum();
    }

    private long total(ToLongFunction<BucketSummary> count) {
        return buckets.stream().mapToLong(count).sum();
    }
}
