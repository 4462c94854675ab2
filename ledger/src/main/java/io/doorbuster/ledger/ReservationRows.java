package io.doorbuster.ledger;

import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** A reservation to and from its row. */
final class ReservationRows {
    /** Who reserved when never changes; which units does, if it was sold after it was over. */
    private static final String UPSERT = """
            INSERT INTO reservations (org_id, sale_id, reservation_id, bucket, user_id, units, state, reserved_at,
                expires_at, fingerprint, attempts, updated_sequence)
            SELECT org_id, sale_id, reservation_id, bucket, user_id, units::integer[], state,
                to_timestamp(reserved_at / 1000.0), to_timestamp(expires_at / 1000.0), fingerprint, attempts::jsonb,
                sequence
            FROM unnest(:orgIds, :saleIds, :reservationIds, :buckets, :userIds, :units, :states, :reservedAts,
                    :expiresAts, :fingerprints, :attempts, :sequences)
                AS latest (org_id, sale_id, reservation_id, bucket, user_id, units, state, reserved_at, expires_at,
                    fingerprint, attempts, sequence)
            ON CONFLICT (org_id, sale_id, reservation_id) DO UPDATE SET units = excluded.units,
                state = excluded.state, expires_at = excluded.expires_at, attempts = excluded.attempts,
                updated_sequence = excluded.updated_sequence
            """;

    private ReservationRows() {}

    static void upsert(Handle handle, List<Fresh> latest) {
        FreshColumns.of(handle.createUpdate(UPSERT), latest)
                .texts("states", row -> row.reservation().state().name())
                .longs("reservedAts", row -> row.reservation().reservedAtMillis())
                .longs("expiresAts", row -> row.reservation().expiresAtMillis())
                .longs("fingerprints", row -> row.reservation().fingerprint())
                .texts("attempts", row -> Json.ofAttempts(row.reservation().attempts()))
                .longs("sequences", row -> row.event().sequence())
                .statement()
                .execute();
    }

    /** As it was written, but for its timer: that starts anew. */
    static Reservation read(ResultSet row) throws SQLException {
        ReservationState state = ReservationState.valueOf(row.getString("state"));
        long expiresAtMillis = SaleRows.instant(row, "expires_at").toEpochMilli();
        List<Attempt> attempts = Json.attempts(row.getString("attempts"));
        return new Reservation(
                row.getObject("reservation_id", UUID.class),
                row.getString("user_id"),
                units(row),
                state,
                SaleRows.instant(row, "reserved_at").toEpochMilli(),
                expiresAtMillis,
                dueAtMillis(state, expiresAtMillis, attempts),
                0,
                row.getLong("fingerprint"),
                attempts);
    }

    static List<Integer> units(ResultSet row) throws SQLException {
        return Arrays.asList((Integer[]) row.getArray("units").getArray());
    }

    private static long dueAtMillis(ReservationState state, long expiresAtMillis, List<Attempt> attempts) {
        if (state == ReservationState.HELD) {
            return expiresAtMillis;
        }
        boolean unresolved =
                !attempts.isEmpty() && attempts.get(attempts.size() - 1).state().needsResolving();
        return unresolved ? 0 : Reservation.NEVER;
    }
}
