package io.doorbuster.ledger;

import io.doorbuster.sale.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Orders as the ledger has them: late by its lag. Thread-safe; blocks; throws {@link LedgerUnavailableException} when
 * Postgres is away.
 */
public final class OrderStore {
    private static final String SELECT = """
            SELECT orders.*, (SELECT min(opened_at) FROM disputes
                WHERE disputes.org_id = orders.org_id AND disputes.sale_id = orders.sale_id
                    AND disputes.order_id = orders.order_id) AS disputed_at
            FROM orders
            """;

    private final Postgres postgres;

    public OrderStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * An order.
     *
     * @param status {@link OrderStatus#word()}
     * @param amount price times units
     * @param paymentRef the provider's name for the latest attempt's payment
     * @param gridDurable whether the buyer was charged before the ledger had the order
     * @param disputedAt when the buyer's bank first called the payment back, by the provider's clock; null if it never did
     */
    public record OrderRow(
            String orgId,
            String saleId,
            UUID orderId,
            int bucket,
            String userId,
            List<Integer> units,
            String status,
            Money amount,
            @Nullable String paymentRef,
            @Nullable String reason,
            boolean gridDurable,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant disputedAt) {
        public OrderRow {
            units = List.copyOf(units);
        }
    }

    /**
     * A sale's orders, newest first.
     *
     * @param cursor of the page before; null for the first
     * @param limit 1 to {@link Page#MAX_LIMIT}
     * @throws IllegalArgumentException if cursor or limit are not such
     */
    public Page<OrderRow> list(String orgId, String saleId, @Nullable String cursor, int limit) {
        Page.checkLimit(limit);
        Cursor after = Cursor.parse(cursor);
        List<OrderRow> rows = postgres.inTransaction(handle -> handle.createQuery(SELECT + """
                        WHERE org_id = :orgId AND sale_id = :saleId AND (created_at, order_id) < (:createdAt, :id)
                        ORDER BY created_at DESC, order_id DESC LIMIT :limit
                        """)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("createdAt", SaleRows.at(after.createdAt()))
                .bind("id", after.uuid())
                .bind("limit", limit + 1)
                .map((row, context) -> OrderRows.read(row))
                .list());
        return Cursor.page(
                rows,
                limit,
                order -> new Cursor(order.createdAt(), order.orderId().toString()));
    }

    public Optional<OrderRow> find(String orgId, String saleId, UUID orderId) {
        return postgres.inTransaction(handle -> handle.createQuery(
                        SELECT + "WHERE org_id = :orgId AND sale_id = :saleId AND order_id = :orderId")
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("orderId", orderId)
                .map((row, context) -> OrderRows.read(row))
                .findOne());
    }

    /**
     * Remembers which order a refund's idempotency key, unique within the organisation, was first used for.
     *
     * @throws IdempotencyMismatchException if that was another order
     */
    public void rememberRefund(String orgId, String saleId, UUID orderId, String idempotencyKey) {
        boolean same = postgres.inTransaction(handle -> {
            handle.createUpdate("""
                            INSERT INTO refund_requests (org_id, idempotency_key, sale_id, order_id)
                            VALUES (:orgId, :key, :saleId, :orderId) ON CONFLICT DO NOTHING
                            """)
                    .bind("orgId", orgId)
                    .bind("key", idempotencyKey)
                    .bind("saleId", saleId)
                    .bind("orderId", orderId)
                    .execute();
            return handle.createQuery("""
                            SELECT sale_id = :saleId AND order_id = :orderId FROM refund_requests
                            WHERE org_id = :orgId AND idempotency_key = :key
                            """)
                    .bind("orgId", orgId)
                    .bind("key", idempotencyKey)
                    .bind("saleId", saleId)
                    .bind("orderId", orderId)
                    .mapTo(Boolean.class)
                    .one();
        });
        if (!same) {
            throw new IdempotencyMismatchException("idempotency key " + idempotencyKey + " was used for another order");
        }
    }
}
