package io.doorbuster.waitingroom;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * People who join the real lanes of a sale, each by the hash of an id as the nodes make it, and are admitted by the real
 * queue. Times are relative to the start.
 */
final class Crowd {
    private final WaitingRoomLane[] lanes = new WaitingRoomLane[LaneKey.LANES];
    private final DrawSecrets secrets;
    private final boolean weighted;
    private final Map<TicketId, Integer> buyers = new HashMap<>();
    private long lastMillis;

    Crowd(Windows windows, boolean weighted, long seed) {
        Random random = new Random(seed);
        byte[] drawSeed = new byte[32];
        byte[] ticketSecret = new byte[32];
        random.nextBytes(drawSeed);
        random.nextBytes(ticketSecret);
        this.secrets = new DrawSecrets(drawSeed, ticketSecret);
        this.weighted = weighted;
        Arrays.setAll(
                lanes,
                lane -> OneLane.fresh(
                        new LaneTerms(1, OneLane.SALE, lane, windows, OneLane.OPENS, OneLane.END, false)));
    }

    /** Buyer 0, 1, 2 … joins; whoever comes later must not come earlier. */
    Ticket join(int weight, long afterStartMillis) {
        int buyer = buyers.size();
        String holder = "u:" + buyer;
        UserHash user = UserHash.of(secrets.saltOf(holder), holder);
        int lane = (int) Long.remainderUnsigned(user.high(), LaneKey.LANES);
        lastMillis = OneLane.START + afterStartMillis;
        LaneOutcome outcome = lanes[lane].apply(new LaneCommand.Join(user, weight), lastMillis);
        Ticket ticket = ((LaneOutcome.Joined) outcome).ticket();
        buyers.put(ticket.id(), buyer);
        return ticket;
    }

    /** All buyers in the order in which they get in. */
    List<Integer> admitted() {
        AdmissionQueue queue = new AdmissionQueue(new DrawKeys(secrets.seed(), OneLane.SALE, weighted));
        Map<Place, Integer> places = new HashMap<>();
        DrawKeys keys = new DrawKeys(secrets.seed(), OneLane.SALE, weighted);
        for (WaitingRoomLane lane : lanes) {
            LaneArrivals arrivals = OneLane.drain(lane, 0, Integer.MAX_VALUE, lastMillis + 3_000_000);
            queue.accept(arrivals);
            for (int i = 0; i < arrivals.size(); i++) {
                TicketId ticket = arrivals.ticket(i);
                places.put(
                        new Place(arrivals.windows()[i], keys.key(ticket, arrivals.weights()[i])),
                        java.util.Objects.requireNonNull(buyers.get(ticket)));
            }
        }
        List<Integer> order = new ArrayList<>();
        while (queue.waiting() > 0) {
            // The last one's place may be passed together with the end of the window.
            Place next = queue.waiting() > 1 ? queue.advance(1) : lastOf(places);
            order.add(java.util.Objects.requireNonNull(places.remove(next)));
            if (places.isEmpty()) {
                break;
            }
        }
        return order;
    }

    private static Place lastOf(Map<Place, Integer> places) {
        if (places.size() != 1) {
            throw new AssertionError("left: " + places);
        }
        return places.keySet().iterator().next();
    }

    /** A seed for the draw of each round, the same in every run. */
    static long round(int round) {
        return ByteBuffer.wrap(
                        Digests.sha256(ByteBuffer.allocate(4).putInt(round).array()))
                .getLong();
    }
}
