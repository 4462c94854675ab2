package io.doorbuster.ledger;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Events to {@code sale_events}. */
final class EventRows {
    private static final String INSERT = """
            INSERT INTO sale_events (org_id, sale_id, bucket, sequence, at, type, reservation_id, user_id, units, attempt,
                payment_ref, reason)
            SELECT org_id, sale_id, bucket, sequence, to_timestamp(at / 1000.0), type, reservation_id, user_id,
                units::integer[], attempt, payment_ref, reason
            FROM unnest(:orgIds, :saleIds, :buckets, :sequences, :ats, :types, :reservationIds, :userIds, :units,
                    :attempts, :paymentRefs, :reasons)
                AS fresh (org_id, sale_id, bucket, sequence, at, type, reservation_id, user_id, units, attempt,
                    payment_ref, reason)
            """;

    private EventRows() {}

    static void insert(Handle handle, List<Fresh> events) {
        FreshColumns.withPayments(handle.createUpdate(INSERT), events)
                .longs("sequences", row -> row.event().sequence())
                .longs("ats", row -> row.event().atMillis())
                .texts("types", row -> row.event().type().name())
                .integers("attempts", row -> {
                    int attempts = row.reservation().attempts().size();
                    return attempts == 0 ? null : attempts;
                })
                .statement()
                .execute();
    }
}
