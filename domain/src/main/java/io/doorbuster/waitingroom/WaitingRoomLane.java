package io.doorbuster.waitingroom;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A share of a sale's waiting room. A deterministic state machine: the same commands with the same times make the same
 * state on every replica. Not thread-safe; its owner applies one command at a time.
 */
public final class WaitingRoomLane {
    /**
     * Tickets of one lane, those given back included. At 42 bytes each it is 42 MB, which still moves between members in
     * one message; with {@link LaneKey#LANES} lanes it is eight times the largest crowd that was measured.
     */
    public static final int MAX_TICKETS = 1_000_000;

    /**
     * Events that wait for the ledger, past which nobody joins. At 4 bytes each it is 1 MB; a crowd of 2,000,000 can take
     * its tickets while the ledger is away. Leaving and binding go on, and each is at most once for a ticket.
     */
    public static final int MAX_PENDING_EVENTS = 250_000;

    /** Tickets that one holder may give back and take anew; bounds what a script can make a lane keep. */
    public static final int MAX_REJOINS = 20;

    public static final int MAX_WEIGHT = 1_000;

    private final LaneTickets tickets;
    private final HolderIndex holders;
    private final ChainLinks chain;
    private final RoaringBitmap left;
    private final Int2ObjectOpenHashMap<UserHash> bound;
    private final LaneOutbox outbox;
    private LaneTerms terms;
    private long nowMillis;
    private int closedThrough;
    private long leftRevision;
    private long revision;

    public WaitingRoomLane(LaneSnapshot snapshot) {
        terms = snapshot.terms();
        nowMillis = snapshot.nowMillis();
        closedThrough = snapshot.closedThrough();
        tickets = new LaneTickets(snapshot);
        holders = new HolderIndex(tickets);
        chain = new ChainLinks(tickets, terms.saleId(), terms.lane());
        left = snapshot.left().clone();
        leftRevision = snapshot.leftRevision();
        bound = new Int2ObjectOpenHashMap<>(snapshot.bound());
        outbox = new LaneOutbox(snapshot.lastSequence(), snapshot.pending());
    }

    /**
     * A lane as the ledger knows it: new if the ledger knows nothing.
     *
     * @param generation higher with each rebuild; 1 the first time
     * @param tickets all of the lane, ascending by number, none missing
     * @param lastSequence of the events that the ledger has
     * @param closedThrough the window of the newest watermark that the ledger has, so that nobody gets into what was
     *     admitted already; -1 if there is none
     */
    public static WaitingRoomLane rebuild(
            LaneTerms terms, int generation, List<Ticket> tickets, long lastSequence, int closedThrough) {
        return new WaitingRoomLane(LaneRebuild.of(terms, generation, tickets, lastSequence, closedThrough));
    }

    /** Applies one command; an earlier time than the last one counts as the last one. */
    public LaneOutcome apply(LaneCommand command, long atMillis) {
        long lastMillis = nowMillis;
        long lastRevision = revision;
        nowMillis = Math.max(nowMillis, atMillis);
        try {
            return command.applyTo(this, nowMillis);
        } finally {
            if (revision == lastRevision) {
                // Not replicated, so not even the clock may show it; a command that failed is none either.
                nowMillis = lastMillis;
            }
        }
    }

    /** Grows with every change: a command that left it alone needs no replication. */
    public long revision() {
        return revision;
    }

    LaneOutcome join(LaneCommand.Join command, long now) {
        int earlier = holders.find(command.user());
        if (earlier != 0 && !left.contains(earlier)) {
            return joined(earlier, true);
        }
        LaneRefusal refusal = whyClosed(now);
        if (refusal != null) {
            return refused(refusal);
        }
        if (earlier != 0 && tickets.window(earlier) > closedThrough) {
            left.remove(earlier);
            leftRevision++;
            changed(earlier);
            return joined(earlier, true);
        }
        int rejoins = earlier == 0 ? 0 : tickets.rejoins(earlier) + 1;
        if (rejoins > MAX_REJOINS) {
            return refused(LaneRefusal.TOO_MANY_REJOINS);
        }
        if (tickets.size() == MAX_TICKETS || !tickets.spans(now)) {
            return refused(LaneRefusal.FULL);
        }
        if (command.weight() < 1 || command.weight() > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight " + command.weight());
        }
        int window = Math.max(terms.windows().of(now), Math.max(closedThrough + 1, tickets.lastWindow()));
        int number = tickets.add(command.user(), window, command.weight(), now, rejoins);
        holders.put(number);
        chain.extend();
        changed(number);
        return joined(number, false);
    }

    private @Nullable LaneRefusal whyClosed(long now) {
        if (now < terms.opensAtMillis()) {
            return LaneRefusal.NOT_OPEN;
        }
        if (terms.cancelled() || now >= terms.endAtMillis()) {
            return LaneRefusal.ENDED;
        }
        return outbox.size() >= MAX_PENDING_EVENTS ? LaneRefusal.BACKLOGGED : null;
    }

    LaneOutcome leave(LaneCommand.Leave command) {
        int number = command.ticket().number();
        if (!tickets.has(command.ticket())
                || !tickets.isOf(number, command.user().high(), command.user().low())) {
            return refused(LaneRefusal.NOT_FOUND);
        }
        if (left.checkedAdd(number)) {
            leftRevision++;
            changed(number);
        }
        return new LaneOutcome.Done();
    }

    LaneOutcome bind(LaneCommand.Bind command) {
        int number = command.ticket().number();
        if (!tickets.has(command.ticket())) {
            return refused(LaneRefusal.NOT_FOUND);
        }
        if (left.contains(number)) {
            return refused(LaneRefusal.GIVEN_BACK);
        }
        UserHash holder = bound.putIfAbsent(number, command.user());
        if (holder == null) {
            changed(number);
        } else if (!holder.equals(command.user())) {
            return refused(LaneRefusal.TAKEN);
        }
        return new LaneOutcome.Done();
    }

    LaneOutcome configure(LaneTerms newer) {
        if (newer.lane() != terms.lane() || !newer.saleId().equals(terms.saleId())) {
            return refused(LaneRefusal.WRONG_STATE);
        }
        if (newer.version() > terms.version()) {
            terms = newer;
            revision++;
        }
        return new LaneOutcome.Done();
    }

    LaneOutcome drain(LaneCommand.Drain command, long now) {
        if (command.limit() < 1) {
            throw new IllegalArgumentException("limit " + command.limit());
        }
        int over = terms.windows().of(now) - 1;
        if (over > closedThrough) {
            closedThrough = over;
            revision++;
        }
        int after = Math.min(command.afterNumber(), tickets.size());
        int last = (int) Math.min((long) after + command.limit(), tickets.size());
        // A reader who knows more than there is must not take an empty answer for good news.
        boolean all = last == tickets.size() && command.afterNumber() <= last;
        return new LaneOutcome.Drained(new LaneArrivals(
                terms.lane(),
                tickets.generationStarts(),
                after + 1,
                tickets.windows(after, last),
                tickets.weights(after, last),
                all ? closedThrough : LaneArrivals.NO_NEWS,
                command.seenLeftRevision() == leftRevision ? null : left.clone(),
                leftRevision));
    }

    LaneOutcome readOutbox(long afterSequence, int limit) {
        List<LaneEvent> events = new ArrayList<>();
        long sequence = Math.max(afterSequence, outbox.durableSequence());
        while (sequence < outbox.lastSequence() && events.size() < limit) {
            sequence++;
            events.add(new LaneEvent(sequence, ticket(outbox.number(sequence))));
        }
        return new LaneOutcome.Events(events);
    }

    LaneOutcome acknowledge(long sequence) {
        if (outbox.acknowledge(sequence)) {
            revision++;
        }
        return new LaneOutcome.Done();
    }

    /** The one way in which a ticket changes: state and event move together. */
    private void changed(int number) {
        outbox.append(number);
        revision++;
    }

    private LaneOutcome joined(int number, boolean repeated) {
        return new LaneOutcome.Joined(ticket(number), chain.after(number), repeated);
    }

    private Ticket ticket(int number) {
        return new Ticket(
                tickets.id(number),
                tickets.user(number),
                tickets.window(number),
                tickets.weight(number),
                tickets.arrivedAtMillis(number),
                tickets.rejoins(number),
                left.contains(number),
                bound.get(number));
    }

    private static LaneOutcome refused(LaneRefusal refusal) {
        return new LaneOutcome.Refused(refusal);
    }

    /** The lane in numbers, as of {@code atMillis}. */
    public LaneSummary summary(long atMillis) {
        int gone = left.getCardinality();
        return new LaneSummary(
                terms.lane(),
                tickets.generation(),
                terms.version(),
                tickets.size() - gone,
                gone,
                closedThrough,
                outbox.lastSequence(),
                outbox.durableSequence(),
                Math.max(nowMillis, atMillis));
    }

    public LaneSnapshot snapshot() {
        return new LaneSnapshot(
                terms,
                tickets.generationStarts(),
                nowMillis,
                closedThrough,
                tickets.epochMillis(),
                tickets.userHighs(),
                tickets.userLows(),
                tickets.windows(0, tickets.size()),
                tickets.arrivedAfterMillis(),
                tickets.weights(0, tickets.size()),
                tickets.rejoins(),
                left,
                leftRevision,
                bound,
                outbox.lastSequence(),
                outbox.pending());
    }
}
