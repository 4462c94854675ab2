package io.doorbuster.ledger;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Sorts what Postgres says into what may work later and what never will. */
final class Failure {
    private Failure() {}

    /**
     * Data and constraint errors (SQLSTATE 22, 23), a refused privilege, a missing table (42) are defects: they come out
     * as IllegalStateException. All else (no connection, a time limit, a deadlock, a full disk, a shutdown) may pass.
     */
    static RuntimeException of(RuntimeException failed) {
        SQLException sql = sqlCause(failed);
        String state = sql == null ? null : sql.getSQLState();
        if (sql == null) {
            return new IllegalStateException("the ledger failed: " + failed.getMessage(), failed);
        }
        if (state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("42"))) {
            return new IllegalStateException("the ledger refused: " + sql.getMessage(), failed);
        }
        return new LedgerUnavailableException("the ledger is unavailable: " + sql.getMessage(), failed);
    }

    private static @Nullable SQLException sqlCause(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
