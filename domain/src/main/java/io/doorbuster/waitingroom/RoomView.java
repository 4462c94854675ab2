package io.doorbuster.waitingroom;

import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * A waiting room as admission last published it: all that a poll needs. Immutable.
 *
 * @param step of the watermark; 0 before the first
 * @param watermark everybody at or before it is admitted
 * @param arrivals tickets that admission knows of
 * @param admitted tickets at or before the watermark
 * @param closedThrough the newest window that is closed, and so drawn; -1 before the first
 * @param ranks of those that wait
 * @param admittedPerSec outflow that was observed over the last seconds, tickets per second
 * @param conversion units that a newly admitted ticket takes, on average, as observed
 * @param left for each lane, the numbers of the tickets that were given back
 * @param atMillis epoch milliseconds
 */
public record RoomView(
        String orgId,
        String saleId,
        long step,
        Place watermark,
        long arrivals,
        long admitted,
        int closedThrough,
        RankTable ranks,
        double admittedPerSec,
        double conversion,
        List<RoaringBitmap> left,
        DrawSecrets secrets,
        long atMillis) {
    public RoomView {
        left = List.copyOf(left);
    }

    public int waiting() {
        return ranks.waiting();
    }

    public boolean isLeft(TicketId ticket) {
        return ticket.lane() < left.size() && left.get(ticket.lane()).contains(ticket.number());
    }

    public boolean isAdmitted(Place place) {
        return !place.isAfter(watermark);
    }

    /** Whether the ticket's place is known: its window is closed. */
    public boolean isDrawn(int window) {
        return window <= closedThrough;
    }
}
