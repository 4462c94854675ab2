package io.doorbuster.ledger;

import io.doorbuster.ledger.LanePositions.LanePosition;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Waiting rooms as the ledger has them: what lanes are rebuilt from, how far admission came, and what is published of the
 * draw. Thread-safe; blocks; throws {@link LedgerUnavailableException} when Postgres is away.
 */
public final class RoomStore {
    /** Rows of a page: about a megabyte. */
    public static final int MAX_LIMIT = 10_000;

    /** Of the newest steps, how many are looked at: eight minutes and more of a watermark that moves 20 times a second. */
    static final int RECENT_STEPS = 10_000;

    /** Rows per round trip: about half a megabyte. */
    private static final int FETCH_ROWS = 5_000;

    private static final String TICKETS_OF_LANE = """
            SELECT * FROM tickets WHERE org_id = :orgId AND sale_id = :saleId AND lane = :lane ORDER BY number
            """;

    private static final String TICKETS_AFTER = """
            SELECT * FROM tickets
            WHERE org_id = :orgId AND sale_id = :saleId AND (lane, number) > (:afterLane, :afterNumber)
            ORDER BY lane, number LIMIT :limit
            """;

    private static final String NEWEST_STEPS = """
            SELECT * FROM watermark_steps WHERE org_id = :orgId AND sale_id = :saleId ORDER BY step DESC LIMIT :limit
            """;

    private static final String STEPS_AFTER = """
            SELECT * FROM watermark_steps WHERE org_id = :orgId AND sale_id = :saleId AND step > :afterStep
            ORDER BY step LIMIT :limit
            """;

    private final Postgres postgres;

    public RoomStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * A lane as of its last written event.
     *
     * @param generation the last number that {@link #nextGeneration} gave; 0 before the first
     * @param lastSequence of that event; 0 before the first
     * @param tickets ascending by number, 1, 2, 3 …, none missing
     */
    public record LaneLedger(int generation, long lastSequence, List<Ticket> tickets) {
        public LaneLedger {
            tickets = List.copyOf(tickets);
        }
    }

    /** The sale's secrets; nothing if there is no such sale, or it was created before there were waiting rooms. */
    public Optional<DrawSecrets> secrets(String orgId, String saleId) {
        return postgres.inTransaction(handle -> handle.createQuery("""
                        SELECT draw_seed, ticket_secret FROM sales
                        WHERE org_id = :orgId AND sale_id = :saleId AND ticket_secret IS NOT NULL
                        """)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .map((row, context) -> new DrawSecrets(row.getBytes("draw_seed"), row.getBytes("ticket_secret")))
                .findOne());
    }

    /** How far the watermark came; nothing if it never moved. */
    public Optional<WatermarkStep> latestStep(String orgId, String saleId) {
        return newestSteps(orgId, saleId, 1).stream().findFirst();
    }

    /**
     * The newest part of the watermark's history, ascending: steps at {@code atMillis} or later, and at most {@link
     * #RECENT_STEPS} of them.
     */
    public List<WatermarkStep> stepsSince(String orgId, String saleId, long atMillis) {
        List<WatermarkStep> recent = new ArrayList<>(newestSteps(orgId, saleId, RECENT_STEPS));
        recent.removeIf(step -> step.atMillis() < atMillis);
        Collections.reverse(recent);
        return recent;
    }

    private List<WatermarkStep> newestSteps(String orgId, String saleId, int limit) {
        return postgres.inTransaction(handle -> handle.createQuery(NEWEST_STEPS)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("limit", limit)
                .map((row, context) -> WatermarkRows.read(row))
                .list());
    }

    /**
     * The watermark's history, ascending, a page at a time.
     *
     * @param afterStep the last of the page before; 0 for the first
     * @param limit 1 to {@link #MAX_LIMIT}
     * @throws IllegalArgumentException if limit is not such
     */
    public List<WatermarkStep> steps(String orgId, String saleId, long afterStep, int limit) {
        checkLimit(limit);
        return postgres.inTransaction(handle -> handle.createQuery(STEPS_AFTER)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("afterStep", afterStep)
                .bind("limit", limit)
                .map((row, context) -> WatermarkRows.read(row))
                .list());
    }

    /**
     * Writes all steps in one transaction; those that are there already are no news. Steps of several sales may be mixed.
     *
     * @throws LedgerUnavailableException if Postgres is away: nothing is known to be written, so append them again
     * @throws IllegalStateException if another step has the number, a step between is missing, or the watermark would move
     *     back: somebody else advances the same sale, and nothing was written
     */
    public void append(List<WatermarkStep> steps) {
        if (!steps.isEmpty()) {
            postgres.inTransaction(handle -> {
                WatermarkRows.append(handle, steps);
                return steps.size();
            });
        }
    }

    /**
     * What a lane is rebuilt from, as of one moment.
     *
     * @throws IllegalStateException if a ticket is missing in between
     */
    public LaneLedger lane(LaneKey key) {
        return postgres.inSnapshot(handle -> {
            LanePosition position = LanePositions.read(handle, key);
            return new LaneLedger(position.generation(), position.sequence(), tickets(handle, key));
        });
    }

    private static List<Ticket> tickets(Handle handle, LaneKey key) {
        List<Ticket> tickets = new ArrayList<>();
        LanePositions.bind(handle.createQuery(TICKETS_OF_LANE), key)
                .setFetchSize(FETCH_ROWS)
                .map((row, context) -> TicketRows.read(row))
                .forEach(ticket -> {
                    if (ticket.id().number() != tickets.size() + 1) {
                        throw new IllegalStateException("lane " + key + " has ticket " + ticket.id() + " right after "
                                + tickets.size() + " others");
                    }
                    tickets.add(ticket);
                });
        return tickets;
    }

    /**
     * Counts a rebuild of the lane and returns its number: 1, 2, 3 …, each once, whoever asks.
     *
     * @throws IllegalStateException if there is no such sale
     */
    public int nextGeneration(LaneKey key) {
        return postgres.inTransaction(handle -> LanePositions.nextGeneration(handle, key));
    }

    /**
     * A sale's tickets, ascending by lane, then number, a page at a time.
     *
     * @param afterLane lane of the last ticket of the page before; 0 for the first page
     * @param afterNumber number of that ticket; 0 for the first page
     * @param limit 1 to {@link #MAX_LIMIT}
     * @throws IllegalArgumentException if limit is not such
     */
    public List<Ticket> tickets(String orgId, String saleId, int afterLane, int afterNumber, int limit) {
        checkLimit(limit);
        return postgres.inTransaction(handle -> handle.createQuery(TICKETS_AFTER)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("afterLane", afterLane)
                .bind("afterNumber", afterNumber)
                .bind("limit", limit)
                .map((row, context) -> TicketRows.read(row))
                .list());
    }

    /** All tickets of the sale, those given back included. Counts them one by one: not for polls. */
    public long ticketCount(String orgId, String saleId) {
        return postgres.inTransaction(
                handle -> handle.createQuery("SELECT count(*) FROM tickets WHERE org_id = :orgId AND sale_id = :saleId")
                        .bind("orgId", orgId)
                        .bind("saleId", saleId)
                        .mapTo(Long.class)
                        .one());
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }
}
