package io.doorbuster.ledger;

import io.doorbuster.waitingroom.LaneEvent;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSlice;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a lane's events look like to the ledger, under random joins, leaves, returns and bindings from a seed. */
final class LaneHistory {
    private final LaneKey key;
    private final Random random;
    private final List<Ticket> tickets = new ArrayList<>();

    /** Number of the ticket of each event, by sequence less one. */
    private final List<Integer> changed = new ArrayList<>();

    private int generation = 1;
    private long nowMillis = Fixtures.START.toEpochMilli() - 1_000;
    private long acknowledged;

    LaneHistory(LaneKey key, long seed) {
        this.key = key;
        random = new Random(seed);
    }

    LaneKey key() {
        return key;
    }

    List<Ticket> tickets() {
        return tickets;
    }

    long lastSequence() {
        return changed.size();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            nowMillis += random.nextInt(20);
            if (tickets.isEmpty() || random.nextInt(3) > 0) {
                join();
            } else {
                change(tickets.get(random.nextInt(tickets.size())));
            }
        }
    }

    /** From now on, tickets are of a further generation. */
    void rebuild() {
        generation++;
    }

    private void join() {
        tickets.add(new Ticket(
                new TicketId(key.lane(), generation, tickets.size() + 1),
                hash(),
                (int) Math.max(0, (nowMillis - Fixtures.START.toEpochMilli()) / 500),
                1 + random.nextInt(1_000),
                nowMillis,
                random.nextInt(20),
                false,
                null));
        changed.add(tickets.size());
    }

    private void change(Ticket ticket) {
        boolean left = random.nextBoolean();
        UserHash boundTo = random.nextInt(4) == 0 ? hash() : ticket.boundTo();
        tickets.set(ticket.id().number() - 1, with(ticket, left, boundTo));
        changed.add(ticket.id().number());
    }

    private static Ticket with(Ticket ticket, boolean left, @Nullable UserHash boundTo) {
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

    private UserHash hash() {
        return new UserHash(random.nextLong(), random.nextLong());
    }

    /** What the ledger has not acknowledged, cut anywhere; each event with its ticket as it is now. Null if nothing. */
    @Nullable
    LaneSlice read() {
        List<LaneEvent> events = events(acknowledged);
        return events.isEmpty() ? null : new LaneSlice(key, events.subList(0, 1 + random.nextInt(events.size())));
    }

    List<LaneEvent> events(long afterSequence) {
        List<LaneEvent> events = new ArrayList<>();
        for (int index = (int) afterSequence; index < changed.size(); index++) {
            events.add(new LaneEvent(index + 1L, tickets.get(changed.get(index) - 1)));
        }
        return events;
    }

    void acknowledge(long sequence) {
        acknowledged = sequence;
    }
}
