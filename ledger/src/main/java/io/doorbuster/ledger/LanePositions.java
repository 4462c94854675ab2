package io.doorbuster.ledger;

import static java.util.Objects.requireNonNull;

import io.doorbuster.waitingroom.LaneKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** How far each lane has been written: {@code lane_positions}. */
final class LanePositions {
    /** Every writer inserts, then locks, in the same order, so that none waits for one that waits for it. */
    private static final String INSERT_MISSING = """
            INSERT INTO lane_positions (org_id, sale_id, lane)
            SELECT org_id, sale_id, lane FROM unnest(:orgIds, :saleIds, :lanes) AS key (org_id, sale_id, lane)
            ORDER BY org_id COLLATE "C", sale_id COLLATE "C", lane
            ON CONFLICT DO NOTHING
            """;

    private static final String LOCK = """
            SELECT positions.* FROM lane_positions AS positions
                JOIN unnest(:orgIds, :saleIds, :lanes) AS key (org_id, sale_id, lane) USING (org_id, sale_id, lane)
            ORDER BY org_id COLLATE "C", sale_id COLLATE "C", lane
            FOR UPDATE OF positions
            """;

    private static final String ADVANCE = """
            UPDATE lane_positions AS positions SET sequence = key.sequence, updated_at = now()
            FROM unnest(:orgIds, :saleIds, :lanes, :sequences) AS key (org_id, sale_id, lane, sequence)
            WHERE positions.org_id = key.org_id AND positions.sale_id = key.sale_id AND positions.lane = key.lane
            """;

    private static final String NEXT_GENERATION = """
            INSERT INTO lane_positions AS positions (org_id, sale_id, lane, generation)
            VALUES (:orgId, :saleId, :lane, 1)
            ON CONFLICT (org_id, sale_id, lane) DO UPDATE SET generation = positions.generation + 1
            RETURNING generation
            """;

    private LanePositions() {}

    /** A lane's row. */
    record LanePosition(int generation, long sequence) {
        /** Of a lane that was neither built nor written. */
        static final LanePosition NONE = new LanePosition(0, 0);
    }

    /** Of the newest event of these lanes, locked until the transaction ends; 0 for those that were never written. */
    static Map<LaneKey, Long> lock(Handle handle, Collection<LaneKey> keys) {
        List<LaneKey> order = List.copyOf(keys);
        bind(handle.createUpdate(INSERT_MISSING), order).execute();
        Map<LaneKey, Long> sequences = new HashMap<>();
        bind(handle.createQuery(LOCK), order)
                .map((row, context) -> Map.entry(key(row), row.getLong("sequence")))
                .forEach(entry -> sequences.put(entry.getKey(), entry.getValue()));
        return sequences;
    }

    static void advance(Handle handle, Map<LaneKey, Long> to) {
        List<LaneKey> order = List.copyOf(to.keySet());
        bind(handle.createUpdate(ADVANCE), order)
                .bind(
                        "sequences",
                        order.stream()
                                .mapToLong(key -> requireNonNull(to.get(key)))
                                .toArray())
                .execute();
    }

    static int nextGeneration(Handle handle, LaneKey key) {
        return bind(handle.createQuery(NEXT_GENERATION), key)
                .mapTo(Integer.class)
                .one();
    }

    static LanePosition read(Handle handle, LaneKey key) {
        Optional<LanePosition> position = bind(handle.createQuery("""
                                SELECT * FROM lane_positions
                                WHERE org_id = :orgId AND sale_id = :saleId AND lane = :lane
                                """), key)
                .map((row, context) -> new LanePosition(row.getInt("generation"), row.getLong("sequence")))
                .findOne();
        return position.orElse(LanePosition.NONE);
    }

    static <S extends SqlStatement<S>> S bind(S statement, LaneKey key) {
        return statement.bind("orgId", key.orgId()).bind("saleId", key.saleId()).bind("lane", key.lane());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, List<LaneKey> keys) {
        return statement
                .bind("orgIds", keys.stream().map(LaneKey::orgId).toArray(String[]::new))
                .bind("saleIds", keys.stream().map(LaneKey::saleId).toArray(String[]::new))
                .bind("lanes", keys.stream().mapToInt(LaneKey::lane).toArray());
    }

    private static LaneKey key(ResultSet row) throws SQLException {
        return new LaneKey(row.getString("org_id"), row.getString("sale_id"), row.getInt("lane"));
    }
}
