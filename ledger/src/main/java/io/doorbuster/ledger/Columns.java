package io.doorbuster.ledger;

import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Binds one array per column, for {@code unnest}: one statement writes any number of rows. */
final class Columns<S extends SqlStatement<S>, R> {
    private final S statement;
    private final List<R> rows;

    Columns(S statement, List<R> rows) {
        this.statement = statement;
        this.rows = rows;
    }

    Columns<S, R> texts(String name, Function<R, @Nullable String> value) {
        return column(name, String.class, value);
    }

    Columns<S, R> longs(String name, Function<R, @Nullable Long> value) {
        return column(name, Long.class, value);
    }

    Columns<S, R> integers(String name, Function<R, @Nullable Integer> value) {
        return column(name, Integer.class, value);
    }

    Columns<S, R> booleans(String name, Function<R, Boolean> value) {
        return column(name, Boolean.class, value);
    }

    <T> Columns<S, R> column(String name, Class<T> type, Function<R, @Nullable T> value) {
        statement.bindArray(name, type, rows.stream().map(value).toArray());
        return this;
    }

    S statement() {
        return statement;
    }
}
