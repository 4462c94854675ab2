package io.doorbuster.ledger;

import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** A sale's definition to and from its row. */
final class SaleRows {
    private SaleRows() {}

    static <S extends SqlStatement<S>> S bind(S statement, SaleDefinition sale) {
        return statement
                .bind("orgId", sale.orgId())
                .bind("saleId", sale.saleId())
                .bind("version", sale.version())
                .bind("skuId", sale.skuId())
                .bind("title", sale.title())
                .bind("priceAmount", sale.price().amount())
                .bind("priceCurrency", sale.price().currency())
                .bind("stock", sale.stock())
                .bind("startAt", at(sale.startAt()))
                .bind("endAt", at(sale.endAt()))
                .bind("perUserCap", sale.perUserCap())
                .bind("reservationTtlSec", sale.reservationTtlSec())
                .bind("fairnessRule", sale.fairness().rule().name())
                .bind("fairnessWindowMs", sale.fairness().windowMillis())
                .bind("fairnessLotterySec", sale.fairness().lotterySec())
                .bind("fairnessWeights", Json.ofWeights(sale.fairness().weights()))
                .bind("admissionPerSec", sale.admissionPerSec())
                .bind("lowStockThreshold", sale.lowStockThreshold())
                .bind("beforeChargeMs", sale.durability().beforeChargeMillis())
                .bind("whenLedgerDown", sale.durability().whenLedgerDown().name())
                .bind("resellRefunded", sale.resellRefunded())
                .bind("state", sale.state().name())
                .bind("message", sale.message())
                .bind("buckets", sale.buckets())
                .bind("drawCommitment", sale.drawCommitment())
                .bind("createdAt", at(sale.createdAt()));
    }

    static SaleDefinition read(ResultSet row) throws SQLException {
        return new SaleDefinition(
                row.getString("org_id"),
                row.getString("sale_id"),
                row.getInt("version"),
                row.getString("sku_id"),
                row.getString("title"),
                new Money(row.getLong("price_amount"), row.getString("price_currency")),
                row.getInt("stock"),
                instant(row, "start_at"),
                instant(row, "end_at"),
                row.getInt("per_user_cap"),
                row.getInt("reservation_ttl_sec"),
                new Fairness(
                        Fairness.Rule.valueOf(row.getString("fairness_rule")),
                        row.getInt("fairness_window_ms"),
                        row.getInt("fairness_lottery_sec"),
                        Json.weights(row.getString("fairness_weights"))),
                row.getInt("admission_per_sec"),
                nullableInt(row, "low_stock_threshold"),
                new Durability(
                        row.getInt("before_charge_ms"),
                        Durability.WhenLedgerDown.valueOf(row.getString("when_ledger_down"))),
                row.getBoolean("resell_refunded"),
                SaleDefinition.Switch.valueOf(row.getString("state")),
                row.getString("message"),
                row.getInt("buckets"),
                row.getString("draw_commitment"),
                instant(row, "created_at"));
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable Integer nullableInt(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
