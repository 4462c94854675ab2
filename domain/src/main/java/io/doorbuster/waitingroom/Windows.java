package io.doorbuster.waitingroom;

import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.SaleDefinition;

/**
 * Which window an arrival belongs to. The first window holds everybody who came before the start, however early, and
 * whoever comes within {@code firstMillis} after it; so neither the early nor the quick gain anything.
 *
 * @param startAtMillis epoch milliseconds
 * @param firstMillis how long after the start the first window stays open
 * @param widthMillis of every later window
 */
public record Windows(long startAtMillis, long firstMillis, long widthMillis) {
    private static final long FIFO_MILLIS = 1;

    public static Windows of(SaleDefinition sale) {
        Fairness fairness = sale.fairness();
        long start = sale.startAt().toEpochMilli();
        return switch (fairness.rule()) {
            case FIFO -> new Windows(start, FIFO_MILLIS, FIFO_MILLIS);
            case NONE, BATCH -> new Windows(start, fairness.windowMillis(), fairness.windowMillis());
            case LOTTERY, WEIGHTED ->
                new Windows(
                        start,
                        Math.max(fairness.windowMillis(), fairness.lotterySec() * 1_000L),
                        fairness.windowMillis());
        };
    }

    /** The window of somebody who arrives at {@code atMillis}. */
    public int of(long atMillis) {
        long sinceFirst = atMillis - startAtMillis - firstMillis;
        return sinceFirst < 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, 1 + sinceFirst / widthMillis);
    }
}
