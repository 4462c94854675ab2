package io.doorbuster.ledger;

import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Merchants' definitions of sales. Times come back in whole microseconds. Thread-safe; blocks; throws {@link
 * LedgerUnavailableException} when Postgres is away.
 */
public final class SaleStore {
    private static final String INSERT = """
            INSERT INTO sales (org_id, sale_id, version, sku_id, title, price_amount, price_currency, stock, start_at,
                end_at, per_user_cap, reservation_ttl_sec, fairness_rule, fairness_window_ms, fairness_lottery_sec,
                fairness_weights, admission_per_sec, low_stock_threshold, before_charge_ms, when_ledger_down,
                resell_refunded, state, message, buckets, draw_commitment, draw_seed, ticket_secret, stock_remaining_durable, idempotency_key,
                fingerprint, created_at)
            VALUES (:orgId, :saleId, :version, :skuId, :title, :priceAmount, :priceCurrency, :stock, :startAt,
                :endAt, :perUserCap, :reservationTtlSec, :fairnessRule, :fairnessWindowMs, :fairnessLotterySec,
                :fairnessWeights::jsonb, :admissionPerSec, :lowStockThreshold, :beforeChargeMs, :whenLedgerDown,
                :resellRefunded, :state, :message, :buckets, :drawCommitment, :drawSeed, :ticketSecret, :stock, :idempotencyKey,
                :fingerprint, :createdAt)
            ON CONFLICT (org_id, idempotency_key) DO NOTHING
            RETURNING *
            """;

    /** On the right-hand side, stock is still the old one. */
    private static final String UPDATE = """
            UPDATE sales SET version = :version, sku_id = :skuId, title = :title, price_amount = :priceAmount,
                price_currency = :priceCurrency, stock_remaining_durable = stock_remaining_durable + :stock - stock,
                stock = :stock, start_at = :startAt, end_at = :endAt, per_user_cap = :perUserCap,
                reservation_ttl_sec = :reservationTtlSec, fairness_rule = :fairnessRule,
                fairness_window_ms = :fairnessWindowMs, fairness_lottery_sec = :fairnessLotterySec,
                fairness_weights = :fairnessWeights::jsonb, admission_per_sec = :admissionPerSec,
                low_stock_threshold = :lowStockThreshold, before_charge_ms = :beforeChargeMs,
                when_ledger_down = :whenLedgerDown, resell_refunded = :resellRefunded, state = :state,
                message = :message
            WHERE org_id = :orgId AND sale_id = :saleId AND version = :version - 1
            """;

    private static final String ACTIVE = """
            SELECT * FROM sales WHERE end_at > :endedAfter
            UNION ALL
            SELECT * FROM sales WHERE end_at <= :endedAfter AND (org_id, sale_id) IN (
                SELECT org_id, sale_id FROM orders WHERE status IN ('pending', 'refunding')
                UNION SELECT org_id, sale_id FROM sales WHERE recalled_at > :endedAfter)
            """;

    private final Postgres postgres;

    public SaleStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * What became of a creation.
     *
     * @param repeated whether the sale is there from an earlier request with the same key
     */
    public record Created(SaleDefinition sale, boolean repeated) {}

    /**
     * Creates a sale, and its organisation with the first one.
     *
     * @param secrets {@code sale.drawCommitment()} is the SHA-256 of their seed
     * @param idempotencyKey unique within the organisation; the same key and fingerprint return the first sale again
     * @param fingerprint of the request's body
     * @throws IdempotencyMismatchException if the key came before with another fingerprint
     */
    public Created create(SaleDefinition sale, DrawSecrets secrets, @Nullable String idempotencyKey, long fingerprint) {
        return postgres.inTransaction(handle -> {
            handle.createUpdate("INSERT INTO organisations (org_id) VALUES (:orgId) ON CONFLICT DO NOTHING")
                    .bind("orgId", sale.orgId())
                    .execute();
            Optional<SaleDefinition> inserted = SaleRows.bind(handle.createQuery(INSERT), sale)
                    .bind("drawSeed", secrets.seed())
                    .bind("ticketSecret", secrets.ticketSecret())
                    .bind("idempotencyKey", idempotencyKey)
                    .bind("fingerprint", fingerprint)
                    .map((row, context) -> SaleRows.read(row))
                    .findOne();
            return inserted.map(created -> new Created(created, false))
                    .orElseGet(() -> earlier(handle, sale.orgId(), idempotencyKey, fingerprint));
        });
    }

    private static Created earlier(Handle handle, String orgId, @Nullable String key, long fingerprint) {
        record Earlier(SaleDefinition sale, long fingerprint) {}
        Earlier earlier = handle.createQuery("SELECT * FROM sales WHERE org_id = :orgId AND idempotency_key = :key")
                .bind("orgId", orgId)
                .bind("key", key)
                .map((row, context) -> new Earlier(SaleRows.read(row), row.getLong("fingerprint")))
                .one();
        if (earlier.fingerprint() != fingerprint) {
            throw new IdempotencyMismatchException("idempotency key " + key + " was used for another sale's body");
        }
        return new Created(earlier.sale(), true);
    }

    public Optional<SaleDefinition> find(String orgId, String saleId) {
        return postgres.inTransaction(
                handle -> handle.createQuery("SELECT * FROM sales WHERE org_id = :orgId AND sale_id = :saleId")
                        .bind("orgId", orgId)
                        .bind("saleId", saleId)
                        .map((row, context) -> SaleRows.read(row))
                        .findOne());
    }

    /** For buyers, who may buy from any organisation. */
    public Optional<SaleDefinition> find(String saleId) {
        return postgres.inTransaction(handle -> handle.createQuery("SELECT * FROM sales WHERE sale_id = :saleId")
                .bind("saleId", saleId)
                .map((row, context) -> SaleRows.read(row))
                .findOne());
    }

    /**
     * An organisation's sales, newest first.
     *
     * @param cursor of the page before; null for the first
     * @param limit 1 to {@link Page#MAX_LIMIT}
     * @throws IllegalArgumentException if cursor or limit are not such
     */
    public Page<SaleDefinition> list(String orgId, @Nullable String cursor, int limit) {
        Page.checkLimit(limit);
        Cursor after = Cursor.parse(cursor);
        List<SaleDefinition> rows = postgres.inTransaction(handle -> handle.createQuery("""
                        SELECT * FROM sales WHERE org_id = :orgId AND (created_at, sale_id) < (:createdAt, :id)
                        ORDER BY created_at DESC, sale_id DESC LIMIT :limit
                        """)
                .bind("orgId", orgId)
                .bind("createdAt", SaleRows.at(after.createdAt()))
                .bind("id", after.id())
                .bind("limit", limit + 1)
                .map((row, context) -> SaleRows.read(row))
                .list());
        return Cursor.page(rows, limit, sale -> new Cursor(sale.createdAt(), sale.saleId()));
    }

    /**
     * Writes a changed definition if {@code changed.version()} is one above the stored one. Identity, buckets, draw and
     * creation stay as they are.
     *
     * @return false if someone else was first, or there is no such sale
     */
    public boolean update(SaleDefinition changed) {
        return postgres.inTransaction(
                handle -> SaleRows.bind(handle.createUpdate(UPDATE), changed).execute() == 1);
    }

    /** Units that no reservation binds, by sale, as the ledger's writer keeps count of them. */
    public Map<String, Integer> remaining(String orgId, Collection<String> saleIds) {
        return postgres.inTransaction(handle -> {
            Map<String, Integer> remaining = new HashMap<>();
            handle.createQuery("""
                            SELECT sale_id, stock_remaining_durable FROM sales
                            WHERE org_id = :orgId AND sale_id = ANY (:saleIds)
                            """)
                    .bind("orgId", orgId)
                    .bind("saleIds", saleIds.toArray(String[]::new))
                    .map((row, context) -> Map.entry(row.getString("sale_id"), row.getInt("stock_remaining_durable")))
                    .forEach(sale -> remaining.put(sale.getKey(), sale.getValue()));
            return remaining;
        });
    }

    /**
     * Counts a rebuild of the sale's buckets and returns its number: 1, 2, 3 …, each once, whoever asks.
     *
     * @throws IllegalStateException if there is no such sale
     */
    public int nextGeneration(String orgId, String saleId) {
        return postgres.inTransaction(handle -> handle.createQuery("""
                        UPDATE sales SET generation = generation + 1 WHERE org_id = :orgId AND sale_id = :saleId
                        RETURNING generation
                        """)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .mapTo(Integer.class)
                .one());
    }

    /** Makes the grid hold a sale that ended long ago for as long as if it ended now. */
    public void recall(String orgId, String saleId, Instant now) {
        postgres.inTransaction(handle -> handle.createUpdate(
                        "UPDATE sales SET recalled_at = :now WHERE org_id = :orgId AND sale_id = :saleId")
                .bind("now", SaleRows.at(now))
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .execute());
    }

    /**
     * What the grid must hold: sales that end after {@code endedAfter}, and older ones that have payments still open or
     * were recalled after it.
     */
    public List<SaleDefinition> active(Instant endedAfter) {
        return postgres.inTransaction(handle -> handle.createQuery(ACTIVE)
                .bind("endedAfter", SaleRows.at(endedAfter))
                .map((row, context) -> SaleRows.read(row))
                .list());
    }
}
