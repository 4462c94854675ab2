package io.doorbuster.waitingroom;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** A lane's state from what the ledger has of it. */
final class LaneRebuild {
    private LaneRebuild() {}

    static LaneSnapshot of(
            LaneTerms terms, int generation, List<Ticket> tickets, long lastSequence, int closedThrough) {
        int size = tickets.size();
        long epochMillis = size == 0 ? 0 : tickets.get(0).arrivedAtMillis();
        int[] starts = new int[generation];
        Arrays.fill(starts, size + 1);
        long[] userHigh = new long[size];
        long[] userLow = new long[size];
        int[] windows = new int[size];
        int[] arrivedAfterMillis = new int[size];
        short[] weights = new short[size];
        byte[] rejoins = new byte[size];
        RoaringBitmap left = new RoaringBitmap();
        Map<Integer, UserHash> bound = new HashMap<>();
        for (int i = 0; i < size; i++) {
            Ticket ticket = tickets.get(i);
            check(terms, generation, ticket, i + 1);
            for (int earlier = ticket.id().generation(); earlier >= 1 && starts[earlier - 1] > i + 1; earlier--) {
                starts[earlier - 1] = i + 1;
            }
            userHigh[i] = ticket.user().high();
            userLow[i] = ticket.user().low();
            windows[i] = ticket.window();
            arrivedAfterMillis[i] = (int) (ticket.arrivedAtMillis() - epochMillis);
            weights[i] = (short) ticket.weight();
            rejoins[i] = (byte) ticket.rejoins();
            if (ticket.left()) {
                left.add(i + 1);
            }
            if (ticket.boundTo() != null) {
                bound.put(i + 1, ticket.boundTo());
            }
        }
        starts[0] = 1;
        return new LaneSnapshot(
                terms,
                starts,
                size == 0 ? 0 : tickets.get(size - 1).arrivedAtMillis(),
                closedThrough,
                epochMillis,
                userHigh,
                userLow,
                windows,
                arrivedAfterMillis,
                weights,
                rejoins,
                left,
                // Beyond any that an earlier generation reached: readers remember it.
                (long) generation << 32,
                bound,
                lastSequence,
                new int[0]);
    }

    /** A new ticket is of the new generation, so none that the ledger has may be of it. */
    private static void check(LaneTerms terms, int generation, Ticket ticket, int number) {
        TicketId id = ticket.id();
        if (id.lane() != terms.lane() || id.number() != number || id.generation() >= generation) {
            throw new IllegalArgumentException("lane " + terms.lane() + ", generation " + generation + ": ticket "
                    + number + " cannot be " + ticket);
        }
    }
}
