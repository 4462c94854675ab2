package io.doorbuster.chaos;

import io.doorbuster.chaos.history.SaleFacts;
import io.doorbuster.chaos.history.SaleFacts.Payment;
import io.doorbuster.chaos.kit.Provider;
import io.doorbuster.stripesim.SimIntent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what Postgres and the payment provider have, by plain SQL and from the provider's own books. */
final class Books {
    private final Connection ledger;
    private final Provider provider;

    Books(Connection ledger, Provider provider) {
        this.ledger = ledger;
        this.provider = provider;
    }

    /** Reads one row. */
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Reservations and payments of which nobody knows yet how they end. */
    int unsettled(String saleId) throws SQLException {
        return rows(
                                "SELECT count(*) FROM reservations WHERE sale_id = ? AND state IN ('HELD', 'PAYING', 'UNKNOWN')",
                                saleId,
                                row -> row.getInt(1))
                        .get(0)
                + rows(
                                "SELECT count(*) FROM orders WHERE sale_id = ? AND status IN ('pending', 'refunding')",
                                saleId,
                                row -> row.getInt(1))
                        .get(0);
    }

    SaleFacts read(SaleOnOffer sale) throws SQLException {
        String id = sale.saleId();
        return new SaleFacts(
                id,
                sale.stock(),
                ChaosMerchant.CAP,
                ChaosMerchant.PRICE,
                rows(
                        "SELECT reservation_id, user_id, units, state FROM reservations WHERE sale_id = ?",
                        id,
                        row -> new SaleFacts.Reserved(
                                "rsv_" + row.getString(1), row.getString(2), units(row, 3), row.getString(4))),
                rows(
                        "SELECT order_id, user_id, units, status FROM orders WHERE sale_id = ?",
                        id,
                        row -> new SaleFacts.Order(
                                "rsv_" + row.getString(1), row.getString(2), units(row, 3), row.getString(4))),
                rows(
                        "SELECT unit, order_id FROM sold_units WHERE sale_id = ?",
                        id,
                        row -> new SaleFacts.Sold(row.getInt(1), "rsv_" + row.getString(2))),
                rows(
                        "SELECT step, window_number, key, admitted FROM watermark_steps WHERE sale_id = ? ORDER BY step",
                        id,
                        row -> new SaleFacts.Step(row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4))),
                payments(id));
    }

    private static List<Integer> units(ResultSet row, int column) throws SQLException {
        return List.of((Integer[]) row.getArray(column).getArray());
    }

    private <T> List<T> rows(String sql, String saleId, Row<T> row) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = ledger.prepareStatement(sql)) {
            statement.setString(1, saleId);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row.read(result));
                }
            }
        }
        return rows;
    }

    private List<Payment> payments(String saleId) {
        List<Payment> payments = new ArrayList<>();
        for (SimIntent intent : provider.intents()) {
            // sale:reservation:attempt
            String[] key = intent.metadata().getOrDefault("key", "").split(":", -1);
            if (key[0].equals(saleId)) {
                payments.add(new Payment(
                        "rsv_" + key[1], Integer.parseInt(key[2]), state(intent), intent.amount(), intent.id()));
            }
        }
        return payments;
    }

    private static Payment.State state(SimIntent intent) {
        if (intent.refunded()) {
            return Payment.State.REFUNDED;
        } else if (intent.captured()) {
            return Payment.State.CAPTURED;
        }
        return intent.status().equals("requires_capture") ? Payment.State.AUTHORISED : Payment.State.NOT_CHARGED;
    }
}
