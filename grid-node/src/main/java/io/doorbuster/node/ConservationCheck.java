package io.doorbuster.node;

import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.sale.SaleDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running check that no unit was lost or doubled: the buckets of a sale answer for exactly its stock. While a transfer
 * is under way two buckets may count its units, and the buckets are read one after the other; so only a difference that
 * stays is one. Not thread-safe.
 */
final class ConservationCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ConservationCheck.class);

    /** Transfers end within milliseconds, abandoned ones within a second. */
    static final int READINGS_BEFORE_ALARM = 5;

    private final Map<String, Integer> differences = new HashMap<>();

    /** Returns whether the alarm was raised. */
    boolean check(SaleDefinition sale, List<BucketSummary> buckets) {
        int owned = buckets.stream().mapToInt(BucketSummary::owned).sum();
        boolean comparable = buckets.size() == sale.buckets()
                && buckets.stream().allMatch(bucket -> bucket.termsVersion() == sale.version());
        if (!comparable || owned == sale.stock()) {
            differences.remove(sale.saleId());
            return false;
        }
        int readings = differences.merge(sale.saleId(), 1, Integer::sum);
        if (readings < READINGS_BEFORE_ALARM) {
            return false;
        }
        LOG.error(
                "SEV-1: the buckets of sale {} of {} answer for {} units, its stock is {}: {}",
                sale.saleId(),
                sale.orgId(),
                owned,
                sale.stock(),
                buckets);
        return true;
    }

    void forget(String saleId) {
        differences.remove(saleId);
    }
}
