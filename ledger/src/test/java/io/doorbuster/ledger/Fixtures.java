package io.doorbuster.ledger;

import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Sales, reservations and events to write. */
final class Fixtures {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final String ORG = "acme";
    static final DrawSecrets SECRETS = new DrawSecrets(bytes(32, 1), bytes(32, 2));

    private Fixtures() {}

    static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static SaleDefinition sale(String saleId, int stock, int buckets) {
        return sale(ORG, saleId, stock, buckets, START.minusSeconds(3_600));
    }

    static SaleDefinition sale(String orgId, String saleId, int stock, int buckets, Instant createdAt) {
        return sale(orgId, saleId, stock, buckets, false, createdAt);
    }

    private static SaleDefinition sale(
            String orgId, String saleId, int stock, int buckets, boolean resellRefunded, Instant createdAt) {
        return new SaleDefinition(
                orgId,
                saleId,
                1,
                "sku-1",
                "Trainers, \"limited\"",
                new Money(1_999, "usd"),
                stock,
                START,
                START.plusSeconds(3_600),
                4,
                120,
                new Fairness(Fairness.Rule.WEIGHTED, 500, 30, Map.of("gold", 3, "silver", 2)),
                10_000,
                null,
                Durability.DEFAULT,
                resellRefunded,
                SaleDefinition.Switch.ON,
                null,
                buckets,
                "00ff",
                createdAt);
    }

    /** The sale, stored. */
    static SaleDefinition stored(Postgres postgres, String saleId, int stock, int buckets) {
        return stored(postgres, saleId, stock, buckets, false);
    }

    /** The sale, stored. */
    static SaleDefinition stored(Postgres postgres, String saleId, int stock, int buckets, boolean resellRefunded) {
        SaleDefinition sale = sale(ORG, saleId, stock, buckets, resellRefunded, START.minusSeconds(3_600));
        return new SaleStore(postgres).create(sale, SECRETS, null, 0).sale();
    }

    static BucketKey key(String saleId, int bucket) {
        return new BucketKey(ORG, saleId, bucket);
    }

    static Reservation held(long id, Integer... units) {
        return reservation(id, ReservationState.HELD, List.of(), units);
    }

    static Reservation sold(long id, AttemptState state, Integer... units) {
        return reservation(id, ReservationState.SOLD, List.of(attempt(state)), units);
    }

    static Attempt attempt(AttemptState state) {
        return new Attempt(new UUID(7, 7), 77, state, false, "pi_1", null);
    }

    static Reservation reservation(long id, ReservationState state, List<Attempt> attempts, Integer... units) {
        long reservedAt = START.toEpochMilli() + id;
        return new Reservation(
                new UUID(0, id),
                "user-" + id,
                List.of(units),
                state,
                reservedAt,
                reservedAt + 120_000,
                state == ReservationState.HELD ? reservedAt + 120_000 : Reservation.NEVER,
                0,
                id * 31,
                attempts);
    }

    static Event event(long sequence, Event.Type type, Reservation reservation) {
        return new Event(sequence, START.toEpochMilli() + sequence, type, reservation);
    }

    static List<OutboxSlice> slice(BucketKey key, Event... events) {
        return List.of(new OutboxSlice(key, List.of(events)));
    }
}
