package io.doorbuster.ledger;

import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.Positions.Position;
import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Reads whole sales, for recovery and reconciliation, each call as of one moment. Thread-safe; blocks; throws {@link
 * LedgerUnavailableException} when Postgres is away.
 */
public final class LedgerReader {
    /** Rows per round trip: about a megabyte. */
    private static final int FETCH_ROWS = 5_000;

    /** What the buckets held, oldest first: the order in which they are rebuilt. */
    private static final Comparator<Reservation> AS_MADE =
            Comparator.comparingLong(Reservation::reservedAtMillis).thenComparing(Reservation::id);

    private static final String BINDING = """
            SELECT * FROM reservations
            WHERE org_id = :orgId AND sale_id = :saleId AND state IN ('HELD', 'PAYING', 'UNKNOWN', 'SOLD')
            """;

    private static final String TOTALS = """
            SELECT stock_remaining_durable, sold.units AS sold_units, sold.orders,
                (SELECT count(*) FROM sold_units WHERE org_id = :orgId AND sale_id = :saleId) AS distinct_units
            FROM sales,
                (SELECT coalesce(sum(cardinality(units)), 0) AS units, count(*) AS orders FROM reservations
                    WHERE org_id = :orgId AND sale_id = :saleId AND state = 'SOLD') AS sold
            WHERE org_id = :orgId AND sale_id = :saleId
            """;

    private static final String UNFIT_ORDERS = """
            WITH tried AS (
                SELECT reservation_id, user_id, units, state, jsonb_array_length(attempts) AS attempts, word.status
                FROM reservations JOIN unnest(:states, :words) AS word (attempt_state, status)
                    ON word.attempt_state = attempts -> -1 ->> 'state'
                WHERE org_id = :orgId AND sale_id = :saleId AND reservation_id = ANY (:ids)
            ), kept AS (
                SELECT order_id, user_id, units, attempts, status FROM orders
                WHERE org_id = :orgId AND sale_id = :saleId AND order_id = ANY (:ids)
            )
            SELECT coalesce(order_id, reservation_id) AS id FROM tried FULL JOIN kept ON order_id = reservation_id
                WHERE (kept.user_id, kept.units, kept.attempts, kept.status)
                    IS DISTINCT FROM (tried.user_id, tried.units, tried.attempts, tried.status)
            UNION
            SELECT reservation_id FROM tried CROSS JOIN LATERAL unnest(units) AS unit LEFT JOIN sold_units AS owner
                    ON owner.org_id = :orgId AND owner.sale_id = :saleId AND owner.unit = unit.unit
                WHERE state = 'SOLD'
                    AND (owner.order_id, owner.user_id) IS DISTINCT FROM (reservation_id, tried.user_id)
            """;

    private final Postgres postgres;

    public LedgerReader(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * A bucket as of its last written event.
     *
     * @param lastSequence of that event
     * @param binding reservations that bind units, in the order in which they were made; their timers start anew
     */
    public record BucketLedger(int bucket, long lastSequence, List<Reservation> binding, BucketCounters counters) {
        public BucketLedger {
            binding = List.copyOf(binding);
        }
    }

    /**
     * A sale in numbers.
     *
     * @param soldUnits units in SOLD reservations, counted once for each reservation
     * @param distinctUnits units that have an owner; fewer than {@code soldUnits} would be an oversell
     * @param orders that own units: SOLD reservations
     * @param stockRemainingDurable units that no reservation binds
     */
    public record SaleTotals(int soldUnits, int distinctUnits, long orders, int stockRemainingDurable) {}

    /**
     * What recovery rebuilds the sale from, ascending by bucket. Buckets that no event was ever written for are absent.
     *
     * @throws IllegalStateException if two reservations bind the same unit, or one binds a unit that does not exist
     */
    public List<BucketLedger> buckets(SaleDefinition sale) {
        return postgres.inSnapshot(handle -> {
            Map<Integer, Position> positions = positions(handle, sale);
            Map<Integer, List<Reservation>> binding = binding(handle, sale);
            if (!positions.keySet().containsAll(binding.keySet())) {
                throw new IllegalStateException("sale " + sale.saleId() + " has reservations in buckets "
                        + binding.keySet() + " but positions for " + positions.keySet() + " only");
            }
            List<BucketLedger> buckets = new ArrayList<>();
            positions.forEach((bucket, position) -> buckets.add(new BucketLedger(
                    bucket, position.sequence(), binding.getOrDefault(bucket, List.of()), position.counters())));
            return buckets;
        });
    }

    private static Map<Integer, Position> positions(Handle handle, SaleDefinition sale) {
        Map<Integer, Position> positions = new TreeMap<>();
        handle.createQuery("SELECT * FROM ledger_positions WHERE org_id = :orgId AND sale_id = :saleId")
                .bind("orgId", sale.orgId())
                .bind("saleId", sale.saleId())
                .map((row, context) -> Map.entry(row.getInt("bucket"), Position.read(row)))
                .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
        return positions;
    }

    private static Map<Integer, List<Reservation>> binding(Handle handle, SaleDefinition sale) {
        record InBucket(int bucket, Reservation reservation) {}
        Map<Integer, List<Reservation>> binding = new TreeMap<>();
        BitSet bound = new BitSet(sale.stock() + 1);
        handle.createQuery(BINDING)
                .bind("orgId", sale.orgId())
                .bind("saleId", sale.saleId())
                .setFetchSize(FETCH_ROWS)
                .map((row, context) -> new InBucket(row.getInt("bucket"), ReservationRows.read(row)))
                .forEach(row -> {
                    for (int unit : row.reservation().units()) {
                        if (unit < 1 || unit > sale.stock()) {
                            throw new IllegalStateException(
                                    "reservation " + row.reservation().id() + " binds unit " + unit + " of sale "
                                            + sale.saleId() + ", whose stock is " + sale.stock());
                        }
                        if (bound.get(unit)) {
                            throw new IllegalStateException("unit " + unit + " of sale " + sale.saleId()
                                    + " is bound twice: by reservation "
                                    + row.reservation().id() + " and by "
                                    + holder(binding.values(), unit));
                        }
                        bound.set(unit);
                    }
                    binding.computeIfAbsent(row.bucket(), bucket -> new ArrayList<>())
                            .add(row.reservation());
                });
        binding.values().forEach(reservations -> reservations.sort(AS_MADE));
        return binding;
    }

    private static UUID holder(Collection<List<Reservation>> binding, int unit) {
        return binding.stream()
                .flatMap(List::stream)
                .filter(reservation -> reservation.units().contains(unit))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** Those of the reservations that the ledger knows, whatever their state. */
    public Map<UUID, Reservation> reservations(String orgId, String saleId, Collection<UUID> ids) {
        return postgres.inTransaction(handle -> {
            Map<UUID, Reservation> found = new HashMap<>();
            handle.createQuery("""
                            SELECT * FROM reservations
                            WHERE org_id = :orgId AND sale_id = :saleId AND reservation_id = ANY (:ids)
                            """)
                    .bind("orgId", orgId)
                    .bind("saleId", saleId)
                    .bind("ids", ids.toArray(UUID[]::new))
                    .map((row, context) -> ReservationRows.read(row))
                    .forEach(reservation -> found.put(reservation.id(), reservation));
            return found;
        });
    }

    /**
     * Those of the reservations whose order does not say what they say, or whose sold units are not theirs. The writer
     * makes none, so each is somebody else's doing.
     */
    public Set<UUID> unfitOrders(String orgId, String saleId, Collection<UUID> ids) {
        AttemptState[] states = AttemptState.values();
        return postgres.inTransaction(handle -> handle.createQuery(UNFIT_ORDERS)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .bind("ids", ids.toArray(UUID[]::new))
                .bind("states", Arrays.stream(states).map(Enum::name).toArray(String[]::new))
                .bind(
                        "words",
                        Arrays.stream(states)
                                .map(state -> OrderStatus.of(state).word())
                                .toArray(String[]::new))
                .mapTo(UUID.class)
                .set());
    }

    /**
     * The sale as of now, counted anew.
     *
     * @throws IllegalStateException if there is no such sale
     */
    public SaleTotals totals(String orgId, String saleId) {
        return postgres.inSnapshot(handle -> handle.createQuery(TOTALS)
                .bind("orgId", orgId)
                .bind("saleId", saleId)
                .map((row, context) -> new SaleTotals(
                        row.getInt("sold_units"),
                        row.getInt("distinct_units"),
                        row.getLong("orders"),
                        row.getInt("stock_remaining_durable")))
                .findOne()
                .orElseThrow(() -> new IllegalStateException("the ledger has no sale " + saleId + " of " + orgId)));
    }
}
