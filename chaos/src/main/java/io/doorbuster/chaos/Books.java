package io.doorbuster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.chaos.history.SaleFacts;
import io.doorbuster.chaos.history.SaleFacts.Payment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what Postgres and the payment provider have, by plain SQL and from the provider's own file. */
final class Books {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection ledger;
    private final Path payments;

    Books(Connection ledger, Path payments) {
        this.ledger = ledger;
        this.payments = payments;
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

    SaleFacts read(SaleOnOffer sale) throws SQLException, IOException {
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

    /** Of several lines about one payment the last counts. */
    private List<Payment> payments(String saleId) throws IOException {
        Map<String, Payment> newest = new LinkedHashMap<>();
        for (String line : Files.readAllLines(payments)) {
            JsonNode entry = JSON.readTree(line);
            String key = entry.get("key").asText();
            String[] parts = key.split(":", -1);
            if (parts[0].equals(saleId)) {
                newest.put(
                        key,
                        new Payment(
                                "rsv_" + parts[1],
                                Integer.parseInt(parts[2]),
                                state(entry.get("state").asText()),
                                entry.get("amount").asLong(),
                                entry.get("reference").asText()));
            }
        }
        return List.copyOf(newest.values());
    }

    private static Payment.State state(String word) {
        return switch (word) {
            case "AUTHORISED" -> Payment.State.AUTHORISED;
            case "CAPTURED" -> Payment.State.CAPTURED;
            case "REFUNDED" -> Payment.State.REFUNDED;
            case "ACTION_REQUIRED", "DECLINED", "CANCELLED" -> Payment.State.NOT_CHARGED;
            default -> throw new IllegalArgumentException("no state of a payment: " + word);
        };
    }
}
