package io.doorbuster.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reconciliation that follows each sale's end: which API node runs it, and what it found. Thread-safe; blocks; throws {@link
 * LedgerUnavailableException} when Postgres is away.
 */
public final class ReconciliationRunStore {
    /** A thousand differences of some hundred characters each, several times over. */
    public static final int MAX_REPORT_CHARS = 1_000_000;

    /** The row lock decides between nodes: the second one looks at what the first one wrote. */
    private static final String CLAIM = """
            INSERT INTO reconciliation_runs (org_id, sale_id, claimed_at, claimed_by)
            VALUES (:orgId, :saleId, :now, :node)
            ON CONFLICT (org_id, sale_id) DO UPDATE SET claimed_at = excluded.claimed_at, claimed_by = excluded.claimed_by
            WHERE reconciliation_runs.finished_at IS NULL AND reconciliation_runs.claimed_at < :lapsed
            """;

    private static final String FINISH = """
            UPDATE reconciliation_runs SET finished_at = :finishedAt, consistent = :consistent,
                differences = :differences, report = :report::jsonb
            WHERE org_id = :orgId AND sale_id = :saleId AND claimed_by = :node AND finished_at IS NULL
            """;

    private final Postgres postgres;

    public ReconciliationRunStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * What a run found.
     *
     * @param differences how many; the report may list fewer
     * @param report JSON; it comes back with Postgres's own spacing and order of keys
     */
    public record Result(Instant finishedAt, boolean consistent, int differences, String report) {}

    /**
     * A run.
     *
     * @param claimedBy the node that works, or has finished
     * @param result null until it has
     */
    public record Run(
            Instant claimedAt, String claimedBy, @Nullable Result result) {}

    /**
     * Asks for the run of a sale that has ended. Of several nodes one gets it; another gets it once the lease has passed
     * without a result; nobody does after that. Nodes measure a lease with their own clocks and none is stopped when its own
     * ends, so two may work at once: what they do must bear repetition.
     *
     * @param node of this node alone
     * @throws IllegalStateException if there is no such sale
     */
    public boolean claim(String orgId, String saleId, String node, Instant now, Duration lease) {
        return postgres.inTransaction(handle -> handle.createUpdate(CLAIM)
                        .bind("orgId", orgId)
                        .bind("saleId", saleId)
                        .bind("node", node)
                        .bind("now", SaleRows.at(now))
                        .bind("lapsed", SaleRows.at(now.minus(lease)))
                        .execute()
                == 1);
    }

    /**
     * Ends the run.
     *
     * @param result with a report of at most {@link #MAX_REPORT_CHARS}
     * @return false if the node does not have it: another took over, or it has ended before
     * @throws IllegalArgumentException if the report is longer
     * @throws IllegalStateException if it is not JSON
     */
    public boolean finish(String orgId, String saleId, String node, Result result) {
        int chars = result.report().length();
        if (chars > MAX_REPORT_CHARS) {
            throw new IllegalArgumentException("report has " + chars + " characters, more than " + MAX_REPORT_CHARS);
        }
        return postgres.inTransaction(handle -> handle.createUpdate(FINISH)
                        .bind("orgId", orgId)
                        .bind("saleId", saleId)
                        .bind("node", node)
                        .bind("finishedAt", SaleRows.at(result.finishedAt()))
                        .bind("consistent", result.consistent())
                        .bind("differences", result.differences())
                        .bind("report", result.report())
                        .execute()
                == 1);
    }

    /** The sale's run; nothing if none was claimed. */
    public Optional<Run> latest(String orgId, String saleId) {
        return postgres.inTransaction(handle -> handle.createQuery(
                        "SELECT * FROM reconciliation_runs WHERE org_id = :orgId AND sale_id = :saleId")
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .map((row, context) -> read(row))
                .findOne());
    }

    private static Run read(ResultSet row) throws SQLException {
        Instant finishedAt = SaleRows.instantOrNull(row, "finished_at");
        Result result = finishedAt == null
                ? null
                : new Result(
                        finishedAt, row.getBoolean("consistent"), row.getInt("differences"), row.getString("report"));
        return new Run(SaleRows.instant(row, "claimed_at"), row.getString("claimed_by"), result);
    }
}
