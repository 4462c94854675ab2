package io.doorbuster.ledger;

import io.doorbuster.sale.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's side of a sale's reconciliation with the payment provider: its orders, and what was found and done. Thread-safe;
 * blocks; throws {@link LedgerUnavailableException} when Postgres is away.
 */
public final class ReconciliationStore {
    /** Of one page: some hundred kilobytes. */
    public static final int MAX_ORDERS = 500;

    /** Of one answer. A sale that needs more has one cause, which the newest show as well. */
    public static final int MAX_REPAIRS = 1_000;

    /** Before every order: the first page starts here. */
    private static final UUID NONE = new UUID(0, 0);

    private static final String ORDERS_AFTER = """
            SELECT * FROM orders WHERE org_id = :orgId AND sale_id = :saleId AND order_id > :after
            ORDER BY order_id LIMIT :limit
            """;

    private static final String FOUND = """
            INSERT INTO payment_repairs (org_id, sale_id, payment_key, kind, found_at, reference, amount, currency)
            VALUES (:orgId, :saleId, :paymentKey, :kind, :foundAt, :reference, :amount, :currency)
            ON CONFLICT DO NOTHING
            """;

    private static final String DONE = """
            UPDATE payment_repairs SET done = coalesce(done, :done), done_at = coalesce(done_at, :doneAt)
            WHERE org_id = :orgId AND sale_id = :saleId AND payment_key = :paymentKey AND kind = :kind
            """;

    private static final String NEWEST_REPAIRS = """
            SELECT * FROM payment_repairs WHERE org_id = :orgId AND sale_id = :saleId
            ORDER BY found_at DESC, payment_key, kind LIMIT :limit
            """;

    private final Postgres postgres;

    public ReconciliationStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * An order, as far as its payment goes.
     *
     * @param status of the latest attempt; {@link OrderStatus#word()}
     * @param amount price times units
     * @param attempts number of the latest attempt, from 1
     * @param paymentRef the provider's name for the latest attempt's payment
     */
    public record OrderPayment(
            UUID orderId,
            String userId,
            List<Integer> units,
            String status,
            Money amount,
            int attempts,
            @Nullable String paymentRef) {
        public OrderPayment {
            units = List.copyOf(units);
        }
    }

    /**
     * A difference between orders and payments.
     *
     * @param paymentKey under which the provider was asked for the payment; of one attempt
     * @param kind as the report names it
     * @param reference the provider's name for the payment; null if it has none
     * @param amount of the payment, or of the order that has none
     */
    public record Finding(
            String orgId,
            String saleId,
            String paymentKey,
            String kind,
            @Nullable String reference,
            Money amount,
            Instant foundAt) {}

    /**
     * A difference and what was done about it.
     *
     * @param done null, as is {@code doneAt}, while nothing was
     */
    public record Repair(
            Finding finding,
            @Nullable String done,
            @Nullable Instant doneAt) {}

    /**
     * A sale's orders, a page at a time, ascending by id as Postgres orders them: byte by byte, unsigned, unlike {@link
     * UUID#compareTo}.
     *
     * @param after the last of the page before; null for the first
     * @param limit 1 to {@link #MAX_ORDERS}
     * @throws IllegalArgumentException if limit is not such
     */
    public List<OrderPayment> orders(String orgId, String saleId, @Nullable UUID after, int limit) {
        if (limit < 1 || limit > MAX_ORDERS) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_ORDERS + ", not " + limit);
        }
        return postgres.inTransaction(handle -> handle.createQuery(ORDERS_AFTER)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("after", after == null ? NONE : after)
                .bind("limit", limit)
                .map((row, context) -> orderPayment(row))
                .list());
    }

    /**
     * Remembers a difference, before anything is done about it. What was found first stays, with what was done.
     *
     * @return whether it is new
     * @throws IllegalStateException if there is no such sale
     */
    public boolean noteFound(Finding finding) {
        return postgres.inTransaction(handle -> handle.createUpdate(FOUND)
                        .bind("orgId", finding.orgId())
                        .bind("saleId", finding.saleId())
                        .bind("paymentKey", finding.paymentKey())
                        .bind("kind", finding.kind())
                        .bind("foundAt", SaleRows.at(finding.foundAt()))
                        .bind("reference", finding.reference())
                        .bind("amount", finding.amount().amount())
                        .bind("currency", finding.amount().currency())
                        .execute()
                == 1);
    }

    /**
     * Remembers what was done about a difference. The first that was done stays.
     *
     * @param done cancelled, refunded, order recorded …
     * @throws IllegalStateException if the difference was never noted
     */
    public void noteDone(String orgId, String saleId, String paymentKey, String kind, String done, Instant doneAt) {
        int known = postgres.inTransaction(handle -> handle.createUpdate(DONE)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("paymentKey", paymentKey)
                .bind("kind", kind)
                .bind("done", done)
                .bind("doneAt", SaleRows.at(doneAt))
                .execute());
        if (known == 0) {
            throw new IllegalStateException(
                    "no " + kind + " was noted for payment " + paymentKey + " of sale " + saleId + " of " + orgId);
        }
    }

    /** A sale's differences, newest first, at most {@link #MAX_REPAIRS} of them. */
    public List<Repair> repairs(String orgId, String saleId) {
        return postgres.inTransaction(handle -> handle.createQuery(NEWEST_REPAIRS)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("limit", MAX_REPAIRS)
                .map((row, context) -> repair(row))
                .list());
    }

    private static OrderPayment orderPayment(ResultSet row) throws SQLException {
        return new OrderPayment(
                row.getObject("order_id", UUID.class),
                row.getString("user_id"),
                ReservationRows.units(row),
                row.getString("status"),
                money(row),
                row.getInt("attempts"),
                row.getString("payment_ref"));
    }

    private static Repair repair(ResultSet row) throws SQLException {
        Finding finding = new Finding(
                row.getString("org_id"),
                row.getString("sale_id"),
                row.getString("payment_key"),
                row.getString("kind"),
                row.getString("reference"),
                money(row),
                SaleRows.instant(row, "found_at"));
        return new Repair(finding, row.getString("done"), SaleRows.instantOrNull(row, "done_at"));
    }

    private static Money money(ResultSet row) throws SQLException {
        return new Money(row.getLong("amount"), row.getString("currency"));
    }
}
