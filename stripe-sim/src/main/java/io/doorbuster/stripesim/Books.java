package io.doorbuster.stripesim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that Stripe knows. Thread-safe: all is done under this object's lock, one request after the other. */
final class Books implements AutoCloseable {
    /** About 1 KB each: some 200 MB, ten times the largest sale that we test. */
    private static final int MAX_INTENTS = 200_000;
    /** Events that wait for an answer of the endpoints over a restart; older ones are given up. */
    private static final int MAX_UNDELIVERED = 100_000;

    private final Shelf<Intent> intents = new Shelf<>();
    private final Shelf<Refund> refunds = new Shelf<>();
    private final Map<String, Event> undelivered = new LinkedHashMap<>();
    private final Idempotency idempotency;
    private @Nullable Journal journal;

    Books(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    /** Reads the journal and goes on writing it. */
    synchronized void open(Path path) {
        journal = Journal.open(path, this::replay);
    }

    private void replay(Entry entry) {
        Entry.orNone(entry.intents()).forEach(intents::put);
        Entry.orNone(entry.refunds()).forEach(refunds::put);
        Entry.orNone(entry.events()).forEach(event -> undelivered.put(event.id(), event));
        if (entry.answered() != null) {
            idempotency.keep(entry.answered());
        }
        if (entry.delivered() != null) {
            undelivered.remove(entry.delivered());
        }
        if (entry.forgotten() != null) {
            intents.remove(entry.forgotten());
        }
    }

    /**
     * Runs the work and writes what it changed, also if it was refused, together with the answer to be kept.
     *
     * @param breakAfter whether to answer 500 when the work is done
     */
    synchronized Reply write(
            Change change, Supplier<Reply> work, boolean breakAfter, Function<Reply, @Nullable Answered> keep) {
        Reply reply;
        boolean executed = true;
        try {
            reply = work.get();
        } catch (Refusal refused) {
            reply = refused.reply();
            executed = refused.executed();
        }
        if (breakAfter && executed) {
            reply = Refusal.serverError();
        }
        Answered answered = executed ? keep.apply(reply) : null;
        if (answered != null) {
            idempotency.keep(answered);
        }
        commit(change, answered);
        return reply;
    }

    /** A change from outside of the API, such as by the buyer or by a test. */
    synchronized <T> T alter(Change change, Supplier<T> work) {
        T result = work.get();
        commit(change, null);
        return result;
    }

    private void commit(Change change, @Nullable Answered answered) {
        for (Event event : change.events()) {
            if (undelivered.size() < MAX_UNDELIVERED) {
                undelivered.put(event.id(), event);
            }
        }
        if (journal != null && (answered != null || !change.isEmpty())) {
            journal.append(change.entry(answered));
        }
    }

    synchronized void delivered(String event) {
        if (undelivered.remove(event) != null && journal != null) {
            journal.append(Entry.ofDelivered(event));
        }
    }

    synchronized List<Event> undelivered() {
        return new ArrayList<>(undelivered.values());
    }

    /** As if the intent had never been made. */
    synchronized void forget(String id) {
        intents.remove(id);
        if (journal != null) {
            journal.append(Entry.ofForgotten(id));
        }
    }

    synchronized List<SimIntent> views() {
        return intents.newestFirst().map(Intent::view).toList();
    }

    void add(Intent intent) {
        if (intents.size() >= MAX_INTENTS) {
            throw Refusal.invalid("", "", "The simulator keeps no more than " + MAX_INTENTS + " payment intents.");
        }
        intent.number = intents.nextNumber();
        intents.put(intent);
    }

    /** Also one that is there, in another state. */
    void put(Refund refund) {
        refunds.put(refund);
    }

    /** Refunds that the bank has more to say of. */
    synchronized List<Refund> unsettled() {
        return refunds.newestFirst()
                .filter(refund -> Settlements.next(this, refund).isPresent())
                .toList();
    }

    Shelf<Intent> intents() {
        return intents;
    }

    Shelf<Refund> refunds() {
        return refunds;
    }

    @Override
    public synchronized void close() {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }
}
