package io.doorbuster.inventory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/** Events in order, kept until the ledger has them. */
final class Outbox {
    private final ArrayDeque<Event> pending = new ArrayDeque<>();
    private long lastSequence;
    private long durableSequence;

    Outbox(long lastSequence, Collection<Event> pending) {
        this.lastSequence = lastSequence;
        this.durableSequence = lastSequence - pending.size();
        this.pending.addAll(pending);
    }

    void append(long nowMillis, Event.Type type, Reservation reservation) {
        lastSequence++;
        pending.addLast(new Event(lastSequence, nowMillis, type, reservation));
    }

    /** Drops everything up to {@code sequence}; returns whether there was anything to drop. */
    boolean acknowledge(long sequence) {
        if (sequence > lastSequence) {
            throw new IllegalArgumentException(
                    "acknowledged " + sequence + ", but the newest event is " + lastSequence);
        }
        if (sequence <= durableSequence) {
            return false;
        }
        while (durableSequence < sequence) {
            pending.removeFirst();
            durableSequence++;
        }
        return true;
    }

    List<Event> read(long afterSequence, int limit) {
        List<Event> slice = new ArrayList<>();
        Iterator<Event> events = pending.iterator();
        while (events.hasNext() && slice.size() < limit) {
            Event event = events.next();
            if (event.sequence() > afterSequence) {
                slice.add(event);
            }
        }
        return slice;
    }

    Collection<Event> pending() {
        return pending;
    }

    int size() {
        return pending.size();
    }

    long lastSequence() {
        return lastSequence;
    }

    long durableSequence() {
        return durableSequence;
    }

    long oldestPendingAtMillis() {
        Event oldest = pending.peekFirst();
        return oldest == null ? Reservation.NEVER : oldest.atMillis();
    }
}
