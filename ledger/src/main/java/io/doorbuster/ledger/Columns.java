package io.doorbuster.ledger;

import io.doorbuster.inventory.Attempt;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Binds one array per column, for {@code unnest}: one statement writes any number of rows. */
final class Columns<S extends SqlStatement<S>> {
    private final S statement;
    private final List<Fresh> rows;

    /** With the columns that every table has: orgIds, saleIds, buckets, reservationIds, userIds, units. */
    Columns(S statement, List<Fresh> rows) {
        this.statement = statement;
        this.rows = rows;
        texts("orgIds", row -> row.key().orgId());
        texts("saleIds", row -> row.key().saleId());
        column("buckets", Integer.class, row -> row.key().bucket());
        column("reservationIds", UUID.class, row -> row.reservation().id());
        texts("userIds", row -> row.reservation().userId());
        // Arrays of arrays must be rectangular in Postgres: each is written as text and cast.
        texts("units", row -> array(row.reservation().units()));
    }

    Columns<S> texts(String name, Function<Fresh, @Nullable String> value) {
        return column(name, String.class, value);
    }

    Columns<S> longs(String name, Function<Fresh, Long> value) {
        return column(name, Long.class, value);
    }

    Columns<S> integers(String name, Function<Fresh, @Nullable Integer> value) {
        return column(name, Integer.class, value);
    }

    Columns<S> booleans(String name, Function<Fresh, Boolean> value) {
        return column(name, Boolean.class, value);
    }

    /** paymentRefs and reasons of the latest attempts. */
    Columns<S> payments() {
        return texts("paymentRefs", row -> {
                    Attempt attempt = row.attempt();
                    return attempt == null ? null : attempt.reference();
                })
                .texts("reasons", row -> {
                    Attempt attempt = row.attempt();
                    return attempt == null ? null : attempt.reason();
                });
    }

    S statement() {
        return statement;
    }

    private <T> Columns<S> column(String name, Class<T> type, Function<Fresh, @Nullable T> value) {
        statement.bindArray(name, type, rows.stream().map(value).toArray());
        return this;
    }

    private static String array(List<Integer> units) {
        return units.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
