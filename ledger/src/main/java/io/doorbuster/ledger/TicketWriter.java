package io.doorbuster.ledger;

import static java.util.Objects.requireNonNull;

import io.doorbuster.ledger.TicketRows.LaneTicket;
import io.doorbuster.waitingroom.LaneEvent;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSlice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Writes what happened to tickets. Slices may come twice, from two members at once, or cut differently: each event is
 * written exactly once, because whoever writes a lane holds its position's row. Thread-safe; blocks.
 */
public final class TicketWriter {
    private final Postgres postgres;

    public TicketWriter(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Writes all slices in one transaction, skipping events that were written before.
     *
     * @return for each lane, up to which sequence its events are durable; may be past the slice
     * @throws LedgerUnavailableException if Postgres is away: nothing is known to be written, so write them again
     * @throws IllegalStateException if an event is missing in between, a ticket's number is another one's, the sale is
     *     unknown, or Postgres refuses the data: nothing was written, and writing it again will not help
     */
    public Map<LaneKey, Long> write(List<LaneSlice> slices) {
        if (slices.isEmpty()) {
            return Map.of();
        }
        return postgres.inTransaction(handle -> write(handle, slices));
    }

    private static Map<LaneKey, Long> write(Handle handle, List<LaneSlice> slices) {
        Set<LaneKey> keys = new LinkedHashSet<>();
        slices.forEach(slice -> keys.add(slice.key()));
        Map<LaneKey, Long> positions = LanePositions.lock(handle, keys);
        Map<LaneKey, Long> advanced = new HashMap<>();
        Map<LaneTicket.Id, LaneTicket> latest = new LinkedHashMap<>();
        for (LaneSlice slice : slices) {
            long position = requireNonNull(positions.get(slice.key()));
            for (LaneEvent event : slice.events()) {
                if (event.sequence() > position) {
                    requireNext(slice.key(), position, event);
                    position = event.sequence();
                    advanced.put(slice.key(), position);
                    LaneTicket ticket = new LaneTicket(slice.key(), event.ticket());
                    latest.put(ticket.id(), ticket);
                }
            }
            positions.put(slice.key(), position);
        }
        if (!latest.isEmpty()) {
            TicketRows.upsert(handle, List.copyOf(latest.values()));
            LanePositions.advance(handle, advanced);
        }
        return positions;
    }

    private static void requireNext(LaneKey key, long position, LaneEvent event) {
        if (event.sequence() != position + 1) {
            throw new IllegalStateException("lane " + key + " is written up to event " + position + ", so event "
                    + event.sequence() + " leaves a gap");
        }
        if (event.ticket().id().lane() != key.lane()) {
            throw new IllegalStateException("ticket " + event.ticket().id() + " is not of lane " + key);
        }
    }
}
