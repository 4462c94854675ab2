package io.doorbuster.ledger;

import io.doorbuster.inventory.Attempt;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;

/** Columns that several tables of the sale's ledger share. */
final class FreshColumns {
    private FreshColumns() {}

    /** orgIds, saleIds, buckets, reservationIds, userIds, units: every such table has them. */
    static <S extends SqlStatement<S>> Columns<S, Fresh> of(S statement, List<Fresh> rows) {
        return new Columns<>(statement, rows)
                .texts("orgIds", row -> row.key().orgId())
                .texts("saleIds", row -> row.key().saleId())
                .integers("buckets", row -> row.key().bucket())
                .column("reservationIds", UUID.class, row -> row.reservation().id())
                .texts("userIds", row -> row.reservation().userId())
                // Arrays of arrays must be rectangular in Postgres: each is written as text and cast.
                .texts("units", row -> array(row.reservation().units()));
    }

    /** With paymentRefs and reasons of the latest attempts. */
    static <S extends SqlStatement<S>> Columns<S, Fresh> withPayments(S statement, List<Fresh> rows) {
        return of(statement, rows)
                .texts("paymentRefs", row -> {
                    Attempt attempt = row.attempt();
                    return attempt == null ? null : attempt.reference();
                })
                .texts("reasons", row -> {
                    Attempt attempt = row.attempt();
                    return attempt == null ? null : attempt.reason();
                });
    }

    private static String array(List<Integer> units) {
        return units.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
