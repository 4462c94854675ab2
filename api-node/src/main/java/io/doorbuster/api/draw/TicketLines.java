package io.doorbuster.api.draw;

import io.doorbuster.api.draw.DrawLine.TicketLine;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.waitingroom.DrawKeys;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.TicketChain;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks through a draw's tickets, by lane, then number, with each lane's running hash. Blocks; not thread-safe. */
final class TicketLines {
    private final RoomStore rooms;
    private final PublishedDraw draw;
    private final @Nullable String type;
    private final DrawKeys keys;
    private final List<String> chains = new ArrayList<>();
    private DrawCursor at;
    private long count;
    private boolean more = true;

    /** @param type of each line; null for none */
    TicketLines(RoomStore rooms, PublishedDraw draw, DrawCursor from, @Nullable String type) {
        this.rooms = rooms;
        this.draw = draw;
        this.type = type;
        this.keys = draw.keys();
        this.at = from;
    }

    /** The next tickets; fewer than {@code limit} only at the end. */
    List<TicketLine> next(int limit) {
        String orgId = draw.sale().orgId();
        String saleId = draw.sale().saleId();
        List<Ticket> tickets = rooms.tickets(orgId, saleId, at.lane(), at.number(), limit + 1);
        more = tickets.size() > limit;
        List<TicketLine> lines = new ArrayList<>(limit);
        for (Ticket ticket : more ? tickets.subList(0, limit) : tickets) {
            lines.add(line(ticket));
        }
        count += lines.size();
        return lines;
    }

    private TicketLine line(Ticket ticket) {
        enter(ticket.id().lane());
        byte[] link = TicketChain.next(
                at.link(), ticket.id(), ticket.user(), ticket.arrivedAtMillis(), ticket.window(), ticket.weight());
        at = new DrawCursor(ticket.id().lane(), ticket.id().number(), link);
        long key = keys.key(ticket.id(), ticket.weight());
        return new TicketLine(
                type,
                ticket.id().toString(),
                ticket.user().toString(),
                ticket.arrivedAtMillis(),
                ticket.window(),
                ticket.weight(),
                HexFormat.of().toHexDigits(key),
                HexFormat.of().formatHex(link),
                ticket.left(),
                draw.steps().firstAdmitting(new Place(ticket.window(), key)));
    }

    private void enter(int lane) {
        while (at.lane() < lane) {
            leaveLane();
        }
    }

    private void leaveLane() {
        chains.add(HexFormat.of().formatHex(at.link()));
        at = DrawCursor.startOf(draw.sale().saleId(), at.lane() + 1);
    }

    boolean hasMore() {
        return more;
    }

    /** Where the next page starts. */
    DrawCursor cursor() {
        return at;
    }

    long count() {
        return count;
    }

    /** The last link of each lane, once there are no more tickets. */
    List<String> chains() {
        enter(LaneKey.LANES);
        return chains;
    }
}
