package io.doorbuster.ledger;

import static java.util.Objects.requireNonNull;

import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** How far each bucket has been written: {@code ledger_positions}. */
final class Positions {
    /** Up to which event, and what had happened by then. */
    record Position(long sequence, BucketCounters counters) {
        static Position read(ResultSet row) throws SQLException {
            return new Position(
                    row.getLong("sequence"),
                    new BucketCounters(
                            row.getLong("reservations"),
                            row.getLong("paid"),
                            row.getLong("abandoned"),
                            row.getLong("declined")));
        }

        /** @throws IllegalStateException if an event between is missing */
        Position after(BucketKey key, Event event) {
            if (event.sequence() != sequence + 1) {
                throw new IllegalStateException("bucket " + key + " is written up to event " + sequence + ", so event "
                        + event.sequence() + " leaves a gap");
            }
            return new Position(event.sequence(), counters.count(event.type()));
        }
    }

    /** Every writer inserts, then locks, in the same order, so that none waits for one that waits for it. */
    private static final String INSERT_MISSING = """
            INSERT INTO ledger_positions (org_id, sale_id, bucket)
            SELECT org_id, sale_id, bucket FROM unnest(:orgIds, :saleIds, :buckets) AS key (org_id, sale_id, bucket)
            ORDER BY org_id COLLATE "C", sale_id COLLATE "C", bucket
            ON CONFLICT DO NOTHING
            """;

    private static final String LOCK = """
            SELECT positions.* FROM ledger_positions AS positions
                JOIN unnest(:orgIds, :saleIds, :buckets) AS key (org_id, sale_id, bucket)
                USING (org_id, sale_id, bucket)
            ORDER BY org_id COLLATE "C", sale_id COLLATE "C", bucket
            FOR UPDATE OF positions
            """;

    private static final String ADVANCE = """
            UPDATE ledger_positions AS positions SET sequence = key.sequence, reservations = key.reservations,
                paid = key.paid, abandoned = key.abandoned, declined = key.declined, updated_at = now()
            FROM unnest(:orgIds, :saleIds, :buckets, :sequences, :reservations, :paids, :abandoneds, :declineds)
                AS key (org_id, sale_id, bucket, sequence, reservations, paid, abandoned, declined)
            WHERE positions.org_id = key.org_id AND positions.sale_id = key.sale_id AND positions.bucket = key.bucket
            """;

    private Positions() {}

    /** The positions of these buckets, locked until the transaction ends; at 0 for those that were never written. */
    static Map<BucketKey, Position> lock(Handle handle, Collection<BucketKey> keys) {
        List<BucketKey> order = List.copyOf(keys);
        bind(handle.createUpdate(INSERT_MISSING), order).execute();
        Map<BucketKey, Position> positions = new HashMap<>();
        bind(handle.createQuery(LOCK), order)
                .map((row, context) -> Map.entry(key(row), Position.read(row)))
                .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
        return positions;
    }

    static void advance(Handle handle, Map<BucketKey, Position> to) {
        List<BucketKey> order = List.copyOf(to.keySet());
        List<Position> positions =
                order.stream().map(key -> requireNonNull(to.get(key))).toList();
        bind(handle.createUpdate(ADVANCE), order)
                .bind("sequences", longs(positions, Position::sequence))
                .bind(
                        "reservations",
                        longs(positions, position -> position.counters().reservations()))
                .bind("paids", longs(positions, position -> position.counters().paid()))
                .bind(
                        "abandoneds",
                        longs(positions, position -> position.counters().abandoned()))
                .bind(
                        "declineds",
                        longs(positions, position -> position.counters().declined()))
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, List<BucketKey> keys) {
        return statement
                .bind("orgIds", keys.stream().map(BucketKey::orgId).toArray(String[]::new))
                .bind("saleIds", keys.stream().map(BucketKey::saleId).toArray(String[]::new))
                .bind("buckets", keys.stream().mapToInt(BucketKey::bucket).toArray());
    }

    private static long[] longs(List<Position> positions, ToLongFunction<Position> value) {
        return positions.stream().mapToLong(value).toArray();
    }

    private static BucketKey key(ResultSet row) throws SQLException {
        return new BucketKey(row.getString("org_id"), row.getString("sale_id"), row.getInt("bucket"));
    }
}
