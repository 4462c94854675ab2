package io.doorbuster.ledger;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The last line against overselling: one row per sold unit. */
final class SoldUnitRows {
    private static final String INSERT = """
            INSERT INTO sold_units (org_id, sale_id, unit, order_id, user_id, sold_at)
            SELECT org_id, sale_id, unit, order_id, user_id, to_timestamp(sold_at / 1000.0)
            FROM unnest(:orgIds, :saleIds, :reservationIds, :userIds, :units, :soldAts)
                    AS sold (org_id, sale_id, order_id, user_id, units, sold_at)
                CROSS JOIN LATERAL unnest(sold.units::integer[]) AS unit
            ON CONFLICT (org_id, sale_id, unit) DO NOTHING
            """;

    private static final String DELETE = """
            DELETE FROM sold_units AS owner
            USING unnest(:orgIds, :saleIds, :reservationIds, :units) AS back (org_id, sale_id, order_id, units)
                CROSS JOIN LATERAL unnest(back.units::integer[]) AS unit
            WHERE (owner.org_id, owner.sale_id, owner.unit, owner.order_id)
                = (back.org_id, back.sale_id, unit.unit, back.order_id)
            """;

    private static final String FIND_CONFLICT = """
            SELECT org_id, sale_id, unit, owner.order_id AS owner_id, sold.order_id
            FROM unnest(:orgIds, :saleIds, :reservationIds, :units) AS sold (org_id, sale_id, order_id, units)
                CROSS JOIN LATERAL unnest(sold.units::integer[]) AS unit
                JOIN sold_units AS owner USING (org_id, sale_id, unit)
            WHERE owner.order_id <> sold.order_id
            LIMIT 1
            """;

    private SoldUnitRows() {}

    /** @throws IllegalStateException if a unit belongs to another order: an oversell, and never to be written */
    static void insert(Handle handle, List<Fresh> sold) {
        if (sold.isEmpty()) {
            return;
        }
        int units = sold.stream().mapToInt(row -> row.reservation().quantity()).sum();
        int inserted = FreshColumns.of(handle.createUpdate(INSERT), sold)
                .longs("soldAts", row -> row.event().atMillis())
                .statement()
                .execute();
        if (inserted < units) {
            refuseConflict(handle, sold);
        }
    }

    /** Units that are no longer the order's. */
    static void delete(Handle handle, List<Fresh> takenBack) {
        if (!takenBack.isEmpty()) {
            FreshColumns.of(handle.createUpdate(DELETE), takenBack).statement().execute();
        }
    }

    private static void refuseConflict(Handle handle, List<Fresh> sold) {
        FreshColumns.of(handle.createQuery(FIND_CONFLICT), sold)
                .statement()
                .map((row, context) -> "unit " + row.getInt("unit") + " of sale " + row.getString("sale_id")
                        + " belongs to order " + row.getString("owner_id") + ", but order " + row.getString("order_id")
                        + " was sold it too")
                .findOne()
                .ifPresent(oversold -> {
                    throw new IllegalStateException(oversold);
                });
    }
}
