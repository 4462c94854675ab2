package io.doorbuster.ledger;

import io.doorbuster.waitingroom.LaneEvent;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSlice;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Tickets and their events to write. */
final class Lanes {
    private Lanes() {}

    static LaneKey key(String saleId, int lane) {
        return new LaneKey(Fixtures.ORG, saleId, lane);
    }

    /** As it was when its holder joined. */
    static Ticket ticket(int lane, int number) {
        return new Ticket(
                new TicketId(lane, 1, number),
                new UserHash(-number, lane),
                number / 10,
                1 + number % 3,
                Fixtures.START.toEpochMilli() + number,
                0,
                false,
                null);
    }

    static Ticket left(Ticket ticket) {
        return changed(ticket, true, null);
    }

    static Ticket bound(Ticket ticket, UserHash user) {
        return changed(ticket, false, user);
    }

    private static Ticket changed(Ticket ticket, boolean left, @Nullable UserHash boundTo) {
        return new Ticket(
                ticket.id(),
                ticket.user(),
                ticket.window(),
                ticket.weight(),
                ticket.arrivedAtMillis(),
                ticket.rejoins(),
                left,
                boundTo);
    }

    static List<Ticket> tickets(int lane, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> ticket(lane, number))
                .toList();
    }

    /** Events from {@code firstSequence} on. */
    static List<LaneSlice> slice(LaneKey key, long firstSequence, Ticket... tickets) {
        return List.of(new LaneSlice(key, events(firstSequence, List.of(tickets))));
    }

    static List<LaneEvent> events(long firstSequence, List<Ticket> tickets) {
        return LongStream.range(0, tickets.size())
                .mapToObj(index -> new LaneEvent(firstSequence + index, tickets.get((int) index)))
                .toList();
    }

    /** The first {@code count} tickets of the lane join. */
    static List<LaneSlice> joins(LaneKey key, int count) {
        return List.of(new LaneSlice(key, events(1, tickets(key.lane(), count))));
    }
}
