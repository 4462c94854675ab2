package io.doorbuster.ledger;

import static java.util.Objects.requireNonNull;

import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.ledger.Positions.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Projects events into tables. Slices may come twice, from two members at once, or cut differently: each event is
 * written exactly once, because whoever writes a bucket holds its position's row. Thread-safe; blocks.
 */
public final class LedgerWriter {
    /** Sales in one order for every writer, for the same reason as in {@link Positions}; late, to hold them briefly. */
    private static final String TAKE_STOCK = """
            UPDATE sales SET stock_remaining_durable = stock_remaining_durable + :freed
            WHERE org_id = :orgId AND sale_id = :saleId
            """;

    private final Postgres postgres;

    public LedgerWriter(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Writes all slices in one transaction, skipping events that were written before.
     *
     * @return for each bucket, up to which sequence its events are durable; may be past the slice
     * @throws LedgerUnavailableException if Postgres is away: nothing is known to be written, so write them again
     * @throws IllegalStateException if an event is missing in between, a unit is sold twice, the sale is unknown, or
     *     Postgres refuses the data: nothing was written, and writing it again will not help
     */
    public Map<BucketKey, Long> write(List<OutboxSlice> slices) {
        if (slices.isEmpty()) {
            return Map.of();
        }
        return postgres.inTransaction(handle -> write(handle, slices));
    }

    private static Map<BucketKey, Long> write(Handle handle, List<OutboxSlice> slices) {
        Set<BucketKey> keys = new LinkedHashSet<>();
        slices.forEach(slice -> keys.add(slice.key()));
        Map<BucketKey, Position> positions = Positions.lock(handle, keys);
        List<Fresh> fresh = new ArrayList<>();
        Map<BucketKey, Position> advanced = new HashMap<>();
        for (OutboxSlice slice : slices) {
            for (Event event : slice.events()) {
                Position position = requireNonNull(positions.get(slice.key()));
                if (event.sequence() > position.sequence()) {
                    Position next = position.after(slice.key(), event);
                    positions.put(slice.key(), next);
                    advanced.put(slice.key(), next);
                    fresh.add(new Fresh(slice.key(), event));
                }
            }
        }
        if (!fresh.isEmpty()) {
            project(handle, fresh);
            Positions.advance(handle, advanced);
        }
        Map<BucketKey, Long> durable = new HashMap<>();
        positions.forEach((key, position) -> durable.put(key, position.sequence()));
        return durable;
    }

    private static void project(Handle handle, List<Fresh> fresh) {
        Map<Fresh.Id, Fresh> latest = new LinkedHashMap<>();
        Map<Fresh.Id, Long> firstAttemptAtMillis = new HashMap<>();
        for (Fresh row : fresh) {
            latest.put(row.id(), row);
            if (row.attempt() != null) {
                firstAttemptAtMillis.putIfAbsent(row.id(), row.event().atMillis());
            }
        }
        List<Fresh> orders =
                latest.values().stream().filter(row -> row.attempt() != null).toList();
        EventRows.insert(handle, fresh);
        ReservationRows.upsert(handle, List.copyOf(latest.values()));
        if (!orders.isEmpty()) {
            OrderRows.upsert(handle, orders, firstAttemptAtMillis);
        }
        for (SoldUnitRounds.Round round : SoldUnitRounds.of(fresh)) {
            SoldUnitRows.delete(handle, round.takenBack());
            SoldUnitRows.insert(handle, round.sold());
        }
        takeStock(handle, fresh);
    }

    private static void takeStock(Handle handle, List<Fresh> fresh) {
        record Sale(String orgId, String saleId) implements Comparable<Sale> {
            @Override
            public int compareTo(Sale other) {
                int byOrg = orgId.compareTo(other.orgId);
                return byOrg != 0 ? byOrg : saleId.compareTo(other.saleId);
            }
        }
        TreeMap<Sale, Integer> freed = new TreeMap<>();
        for (Fresh row : fresh) {
            freed.merge(new Sale(row.key().orgId(), row.key().saleId()), row.freedUnits(), Integer::sum);
        }
        freed.forEach((sale, units) -> {
            if (units != 0) {
                handle.createUpdate(TAKE_STOCK)
                        .bind("freed", units)
                        .bind("orgId", sale.orgId())
                        .bind("saleId", sale.saleId())
                        .execute();
            }
        });
    }
}
