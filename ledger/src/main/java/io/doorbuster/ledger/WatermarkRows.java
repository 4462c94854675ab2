package io.doorbuster.ledger;

import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.WatermarkStep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** A watermark's advance to and from its row. */
final class WatermarkRows {
    /** In one order, so that two who append for the same sales do not wait for each other. */
    private static final String INSERT = """
            INSERT INTO watermark_steps (org_id, sale_id, step, at, window_number, key, admitted)
            SELECT org_id, sale_id, step, to_timestamp(at / 1000.0), window_number, key, admitted
            FROM unnest(:orgIds, :saleIds, :steps, :ats, :windows, :keys, :admitteds)
                AS fresh (org_id, sale_id, step, at, window_number, key, admitted)
            ORDER BY org_id COLLATE "C", sale_id COLLATE "C", step
            ON CONFLICT DO NOTHING
            """;

    /** Each row is compared with the one before it only: they never change, so the whole history ascends. */
    private static final String FIND_CONFLICT = """
            SELECT fresh.sale_id, fresh.step, CASE
                    WHEN (stored.at, stored.window_number, stored.key, stored.admitted)
                        <> (to_timestamp(fresh.at / 1000.0), fresh.window_number, fresh.key, fresh.admitted)
                        THEN 'was written before and is another one'
                    WHEN earlier.step IS NULL THEN 'leaves a gap'
                    ELSE 'moves the watermark back'
                END AS fault
            FROM unnest(:orgIds, :saleIds, :steps, :ats, :windows, :keys, :admitteds)
                    AS fresh (org_id, sale_id, step, at, window_number, key, admitted)
                JOIN watermark_steps AS stored USING (org_id, sale_id, step)
                LEFT JOIN watermark_steps AS earlier ON earlier.org_id = fresh.org_id
                    AND earlier.sale_id = fresh.sale_id AND earlier.step = fresh.step - 1
            WHERE (stored.at, stored.window_number, stored.key, stored.admitted)
                    <> (to_timestamp(fresh.at / 1000.0), fresh.window_number, fresh.key, fresh.admitted)
                OR fresh.step > 1 AND earlier.step IS NULL
                OR (earlier.window_number, earlier.key # (-9223372036854775808))
                    > (fresh.window_number, fresh.key # (-9223372036854775808))
            ORDER BY fresh.step LIMIT 1
            """;

    private WatermarkRows() {}

    /** @throws IllegalStateException if a step does not follow what is there */
    static void append(Handle handle, List<WatermarkStep> steps) {
        columns(handle.createUpdate(INSERT), steps).execute();
        // A statement of its own: only a new one sees rows that somebody else inserted at the same moment.
        columns(handle.createQuery(FIND_CONFLICT), steps)
                .map((row, context) -> "step " + row.getLong("step") + " of sale " + row.getString("sale_id") + " "
                        + row.getString("fault"))
                .findOne()
                .ifPresent(fault -> {
                    throw new IllegalStateException(fault);
                });
    }

    private static <S extends SqlStatement<S>> S columns(S statement, List<WatermarkStep> steps) {
        return new Columns<>(statement, steps)
                .texts("orgIds", WatermarkStep::orgId)
                .texts("saleIds", WatermarkStep::saleId)
                .longs("steps", WatermarkStep::step)
                .longs("ats", WatermarkStep::atMillis)
                .integers("windows", step -> step.watermark().window())
                .longs("keys", step -> step.watermark().key())
                .longs("admitteds", WatermarkStep::admitted)
                .statement();
    }

    static WatermarkStep read(ResultSet row) throws SQLException {
        return new WatermarkStep(
                row.getString("org_id"),
                row.getString("sale_id"),
                row.getLong("step"),
                SaleRows.instant(row, "at").toEpochMilli(),
                new Place(row.getInt("window_number"), row.getLong("key")),
                row.getLong("admitted"));
    }
}
