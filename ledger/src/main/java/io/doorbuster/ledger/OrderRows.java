package io.doorbuster.ledger;

import static java.util.Objects.requireNonNull;

import io.doorbuster.sale.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Reservations that somebody tried to pay for, to their order's row and back. */
final class OrderRows {
    /** How many were bought for how much never changes after the first attempt. */
    private static final String UPSERT = """
            INSERT INTO orders (org_id, sale_id, order_id, bucket, user_id, units, status, amount, currency, payment_ref,
                reason, attempts, grid_durable, created_at, updated_at)
            SELECT org_id, sale_id, latest.order_id, latest.bucket, latest.user_id, latest.units::integer[],
                latest.status, sales.price_amount * cardinality(latest.units::integer[]), sales.price_currency,
                latest.payment_ref, latest.reason, latest.attempts, latest.grid_durable,
                to_timestamp(latest.created_at / 1000.0), to_timestamp(latest.updated_at / 1000.0)
            FROM unnest(:orgIds, :saleIds, :reservationIds, :buckets, :userIds, :units, :statuses, :paymentRefs,
                    :reasons, :attempts, :gridDurables, :createdAts, :updatedAts)
                AS latest (org_id, sale_id, order_id, bucket, user_id, units, status, payment_ref, reason, attempts,
                    grid_durable, created_at, updated_at)
            JOIN sales USING (org_id, sale_id)
            ON CONFLICT (org_id, sale_id, order_id) DO UPDATE SET units = excluded.units,
                status = excluded.status, payment_ref = excluded.payment_ref, reason = excluded.reason, attempts = excluded.attempts,
                grid_durable = excluded.grid_durable, updated_at = excluded.updated_at
            """;

    private OrderRows() {}

    /**
     * @param latest events of reservations with an attempt
     * @param createdAtMillis when the first attempt of those that may be new started
     */
    static void upsert(Handle handle, List<Fresh> latest, Map<Fresh.Id, Long> createdAtMillis) {
        FreshColumns.withPayments(handle.createUpdate(UPSERT), latest)
                .texts(
                        "statuses",
                        row -> OrderStatus.of(requireNonNull(row.attempt()).state())
                                .word())
                .integers("attempts", row -> row.reservation().attempts().size())
                .booleans("gridDurables", row -> requireNonNull(row.attempt()).chargedBeforeDurable())
                .longs("createdAts", row -> requireNonNull(createdAtMillis.get(row.id())))
                .longs("updatedAts", row -> row.event().atMillis())
                .statement()
                .execute();
    }

    static OrderStore.OrderRow read(ResultSet row) throws SQLException {
        return new OrderStore.OrderRow(
                row.getString("org_id"),
                row.getString("sale_id"),
                row.getObject("order_id", UUID.class),
                row.getInt("bucket"),
                row.getString("user_id"),
                ReservationRows.units(row),
                row.getString("status"),
                new Money(row.getLong("amount"), row.getString("currency")),
                row.getString("payment_ref"),
                row.getString("reason"),
                row.getBoolean("grid_durable"),
                SaleRows.instant(row, "created_at"),
                SaleRows.instant(row, "updated_at"),
                SaleRows.instantOrNull(row, "disputed_at"));
    }
}
