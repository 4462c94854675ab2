package io.doorbuster.ledger;

import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** A ticket to and from its row. */
final class TicketRows {
    /** Who came when never changes, so a row that says otherwise is another ticket's and is left alone. */
    private static final String UPSERT = """
            INSERT INTO tickets AS stored (org_id, sale_id, lane, generation, number, user_hash, window_number, weight,
                arrived_at, rejoins, given_back, bound_to)
            SELECT org_id, sale_id, lane, generation, number, int8send(user_high) || int8send(user_low), window_number,
                weight, to_timestamp(arrived_at / 1000.0), rejoins, given_back,
                int8send(bound_high) || int8send(bound_low)
            FROM unnest(:orgIds, :saleIds, :lanes, :generations, :numbers, :userHighs, :userLows, :windows, :weights,
                    :arrivedAts, :rejoins, :givenBacks, :boundHighs, :boundLows)
                AS latest (org_id, sale_id, lane, generation, number, user_high, user_low, window_number, weight,
                    arrived_at, rejoins, given_back, bound_high, bound_low)
            ON CONFLICT (org_id, sale_id, lane, number) DO UPDATE SET rejoins = excluded.rejoins,
                given_back = excluded.given_back, bound_to = excluded.bound_to
            WHERE (stored.generation, stored.user_hash, stored.window_number, stored.weight, stored.arrived_at)
                = (excluded.generation, excluded.user_hash, excluded.window_number, excluded.weight,
                    excluded.arrived_at)
            """;

    private static final String FIND_CONFLICT = """
            SELECT stored.* FROM tickets AS stored
                JOIN unnest(:orgIds, :saleIds, :lanes, :generations, :numbers, :userHighs, :userLows, :windows, :weights,
                    :arrivedAts) AS latest (org_id, sale_id, lane, generation, number, user_high, user_low,
                        window_number, weight, arrived_at) USING (org_id, sale_id, lane, number)
            WHERE (stored.generation, stored.user_hash, stored.window_number, stored.weight, stored.arrived_at)
                <> (latest.generation, int8send(user_high) || int8send(user_low), latest.window_number, latest.weight,
                    to_timestamp(latest.arrived_at / 1000.0))
            LIMIT 1
            """;

    private TicketRows() {}

    /** A ticket and the lane that it is of. */
    record LaneTicket(LaneKey key, Ticket ticket) {
        /** Names a ticket across organisations. */
        record Id(LaneKey key, int number) {}

        Id id() {
            return new Id(key, ticket.id().number());
        }
    }

    /** @throws IllegalStateException if somebody else's ticket has the number: the lane gave it out twice */
    static void upsert(Handle handle, List<LaneTicket> latest) {
        int written = columns(handle.createUpdate(UPSERT), latest)
                .integers("rejoins", row -> row.ticket().rejoins())
                .booleans("givenBacks", row -> row.ticket().left())
                .longs("boundHighs", row -> half(row.ticket().boundTo(), UserHash::high))
                .longs("boundLows", row -> half(row.ticket().boundTo(), UserHash::low))
                .statement()
                .execute();
        if (written < latest.size()) {
            String taken = columns(handle.createQuery(FIND_CONFLICT), latest)
                    .statement()
                    .map((row, context) -> "number " + row.getInt("number") + " of lane " + row.getInt("lane")
                            + " of sale " + row.getString("sale_id") + " is ticket "
                            + read(row).id()
                            + " of another arrival")
                    .one();
            throw new IllegalStateException(taken);
        }
    }

    private static <S extends SqlStatement<S>> Columns<S, LaneTicket> columns(S statement, List<LaneTicket> rows) {
        return new Columns<>(statement, rows)
                .texts("orgIds", row -> row.key().orgId())
                .texts("saleIds", row -> row.key().saleId())
                .integers("lanes", row -> row.key().lane())
                .integers("generations", row -> row.ticket().id().generation())
                .integers("numbers", row -> row.ticket().id().number())
                .longs("userHighs", row -> row.ticket().user().high())
                .longs("userLows", row -> row.ticket().user().low())
                .integers("windows", row -> row.ticket().window())
                .integers("weights", row -> row.ticket().weight())
                .longs("arrivedAts", row -> row.ticket().arrivedAtMillis());
    }

    private static @Nullable Long half(@Nullable UserHash hash, Function<UserHash, Long> of) {
        return hash == null ? null : of.apply(hash);
    }

    static Ticket read(ResultSet row) throws SQLException {
        byte[] boundTo = row.getBytes("bound_to");
        return new Ticket(
                new TicketId(row.getInt("lane"), row.getInt("generation"), row.getInt("number")),
                hash(row.getBytes("user_hash")),
                row.getInt("window_number"),
                row.getInt("weight"),
                SaleRows.instant(row, "arrived_at").toEpochMilli(),
                row.getInt("rejoins"),
                row.getBoolean("given_back"),
                boundTo == null ? null : hash(boundTo));
    }

    private static UserHash hash(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UserHash(buffer.getLong(), buffer.getLong());
    }
}
