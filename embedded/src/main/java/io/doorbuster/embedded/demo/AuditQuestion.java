package io.doorbuster.embedded.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an auditor asks Postgres. Each question is one statement that can be pasted into psql as the report prints it. */
enum AuditQuestion {
    SOLD("units sold, and how many different ones of the stock these are", """
            SELECT count(*), count(DISTINCT unit) FILTER (WHERE unit BETWEEN 1 AND :stock)
              FROM sold_units WHERE org_id = :org AND sale_id = :sale"""),
    SOLD_TWICE("units sold more than once", """
            SELECT unit, count(*) FROM sold_units WHERE org_id = :org AND sale_id = :sale
             GROUP BY unit HAVING count(*) > 1 ORDER BY unit"""),
    NO_SUCH_UNIT("units sold that are not in the stock", """
            SELECT unit, order_id FROM sold_units
             WHERE org_id = :org AND sale_id = :sale AND unit NOT BETWEEN 1 AND :stock ORDER BY unit"""),
    OVER_CAP("buyers who own more than the cap", """
            SELECT user_id, count(*) FROM sold_units WHERE org_id = :org AND sale_id = :sale
             GROUP BY user_id HAVING count(*) > :cap ORDER BY user_id"""),
    PAID_WITHOUT_UNIT("paid orders that lack a unit they name, or name none", """
            SELECT o.order_id, u.unit FROM orders o LEFT JOIN LATERAL unnest(o.units) AS u(unit) ON true
             WHERE o.org_id = :org AND o.sale_id = :sale AND o.status = 'paid' AND NOT EXISTS (
               SELECT 1 FROM sold_units s WHERE s.org_id = o.org_id AND s.sale_id = o.sale_id
                  AND s.unit = u.unit AND s.order_id = o.order_id AND s.user_id = o.user_id)"""),
    UNIT_WITHOUT_PAID_ORDER("units sold without a paid order of the same buyer that names them", """
            SELECT s.unit, s.order_id FROM sold_units s
             WHERE s.org_id = :org AND s.sale_id = :sale AND NOT EXISTS (
               SELECT 1 FROM orders o WHERE o.org_id = s.org_id AND o.sale_id = s.sale_id AND o.order_id = s.order_id
                  AND o.status = 'paid' AND o.user_id = s.user_id AND s.unit = ANY (o.units))"""),
    UNSETTLED_ORDERS("orders whose payment is still open", """
            SELECT order_id, status FROM orders
             WHERE org_id = :org AND sale_id = :sale AND status IN ('pending', 'refunding')"""),
    OPEN_RESERVATIONS("reservations that still hold units", """
            SELECT reservation_id, state FROM reservations
             WHERE org_id = :org AND sale_id = :sale AND state IN ('HELD', 'PAYING', 'UNKNOWN')"""),
    SOLD_RESERVATIONS("reservations sold that are no paid order, and paid orders whose reservation is not sold", """
            SELECT coalesce(r.reservation_id, o.order_id), r.state, o.status FROM
              (SELECT * FROM reservations WHERE org_id = :org AND sale_id = :sale AND state = 'SOLD') r FULL JOIN
              (SELECT * FROM orders WHERE org_id = :org AND sale_id = :sale AND status = 'paid') o
              ON o.order_id = r.reservation_id AND o.user_id = r.user_id AND o.units = r.units
             WHERE r.reservation_id IS NULL OR o.order_id IS NULL"""),
    EVENT_GAPS("buckets whose journal of events has gaps", """
            SELECT bucket, count(*), max(sequence) FROM sale_events WHERE org_id = :org AND sale_id = :sale
             GROUP BY bucket HAVING count(DISTINCT sequence) <> max(sequence) OR count(*) <> max(sequence)"""),
    PAID_ORDERS("paid orders, to compare with what the buyers were told", """
            SELECT order_id, user_id, array_to_string(units, ','), payment_ref FROM orders
             WHERE org_id = :org AND sale_id = :sale AND status = 'paid'""");

    private static final Pattern NAME = Pattern.compile("(?<!:):(org|sale|stock|cap)\\b");

    final String title;
    private final String sql;

    AuditQuestion(String title, String sql) {
        this.title = title;
        this.sql = sql;
    }

    /** Whether any row is a fault. */
    boolean mustBeEmpty() {
        return this != SOLD && this != PAID_ORDERS;
    }

    /** The statement with the sale's own values in it. */
    String printed(AuditedSale sale) {
        Map<String, Object> values = sale.values();
        return NAME.matcher(sql).replaceAll(match -> {
            Object value = values.get(match.group(1));
            String literal = value instanceof String text ? "'" + text.replace("'", "''") + "'" : String.valueOf(value);
            return Matcher.quoteReplacement(literal);
        });
    }

    /** Every row, each value as text. */
    List<List<String>> ask(Connection database, AuditedSale sale) throws SQLException {
        Map<String, Object> values = sale.values();
        try (PreparedStatement statement =
                database.prepareStatement(NAME.matcher(sql).replaceAll("?"))) {
            int position = 0;
            Matcher names = NAME.matcher(sql);
            while (names.find()) {
                position++;
                statement.setObject(position, values.get(names.group(1)));
            }
            return rows(statement);
        }
    }

    private static List<List<String>> rows(PreparedStatement statement) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (var result = statement.executeQuery()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>(columns);
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
