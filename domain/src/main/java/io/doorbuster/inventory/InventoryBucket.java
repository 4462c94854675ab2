package io.doorbuster.inventory;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A share of a sale's units, and everything that can happen to them. A deterministic state machine: the same commands
 * with the same times make the same state on every replica. Not thread-safe; its owner applies one command at a time.
 *
 * <p>Each unit that the bucket answers for is free, bound by one reservation, or in an open transfer to another bucket.
 */
public final class InventoryBucket {
    /** Attempts to pay for one reservation; bounds its memory and its events. */
    public static final int MAX_ATTEMPTS = 5;

    /**
     * Events that wait for the ledger. At some 150 bytes each this is 15 MB; it is 10 s of ledger outage at 10,000
     * reservations a second in one bucket.
     */
    public static final int MAX_PENDING_EVENTS = 100_000;

    /** Released and expired reservations that are remembered, to answer repeated commands and late buyers. */
    public static final int MAX_CLOSED = 10_000;

    /** Units in one transfer: one message of at most 8 KiB, whatever the units. */
    public static final int MAX_TRANSFER_UNITS = 4_096;

    /** Reservations that one command lets the clock move, so that the partition's thread is free again in milliseconds. */
    static final int MAX_DUE_PER_COMMAND = 5_000;

    /** Past this the caller that asked the provider has given up: its own timeout is shorter. */
    static final long PAYMENT_SILENCE_MILLIS = 30_000;

    private final Revision revision = new Revision();
    private final Standing standing;
    private final ReservationBook book;
    private final Transfers transfers;
    private final Holds holds;
    private final Payments payments;
    private final UnitExchange exchange;
    private long nowMillis;

    public InventoryBucket(BucketSnapshot snapshot) {
        nowMillis = snapshot.nowMillis();
        standing = new Standing(snapshot);
        book = new ReservationBook(snapshot, revision);
        transfers = new Transfers(snapshot.openTransfers(), snapshot.sentThrough(), snapshot.receivedThrough());
        holds = new Holds(standing, book);
        payments = new Payments(standing, book);
        exchange = new UnitExchange(standing, book, transfers, revision);
    }

    /**
     * A closed bucket as the ledger knows it: new if the ledger knows nothing.
     *
     * @param generation the same for all buckets of the sale, and higher with each rebuild of it
     * @param free units that nobody holds
     * @param reservations that bind units; those that were paying become unknown
     * @param lastSequence of the events that the ledger has
     * @throws IllegalArgumentException if a unit is there twice
     */
    public static InventoryBucket rebuild(
            BucketTerms terms,
            int generation,
            RoaringBitmap free,
            Collection<Reservation> reservations,
            long lastSequence,
            BucketCounters counters) {
        return new InventoryBucket(
                BucketRebuild.snapshot(terms, generation, free, reservations, lastSequence, counters));
    }

    /**
     * Applies one command. What the clock does is a command too ({@link Command.Tick}), so that it is replicated.
     *
     * @param atMillis epoch milliseconds; an earlier time than the last one counts as the last one
     */
    public Outcome apply(Command command, long atMillis) {
        long now = Math.max(nowMillis, atMillis);
        long before = revision.number();
        try {
            return command.applyTo(this, now);
        } finally {
            // What changed nothing is not replicated, so not even the clock may show it.
            if (revision.number() != before) {
                nowMillis = now;
            }
        }
    }

    /** Grows with every change: a command that left it alone needs no replication. */
    public long revision() {
        return revision.number();
    }

    Outcome reserve(Command.Reserve command, long now) {
        return holds.reserve(command, now);
    }

    Outcome release(Command.Release command, long now) {
        return holds.release(command, now);
    }

    Outcome find(Command.Find command) {
        return holds.find(command);
    }

    Outcome startPayment(Command.StartPayment command, long now) {
        return payments.start(command, now);
    }

    Outcome recordPayment(Command.RecordPayment command, long now) {
        return payments.record(command, now);
    }

    Outcome claimUnresolved(int limit, long now) {
        return payments.claimUnresolved(limit, now);
    }

    Outcome tick(long now) {
        if (standing.isOpen()) {
            for (Reservation reservation : book.reservations().due(now, MAX_DUE_PER_COMMAND)) {
                if (reservation.state() == ReservationState.HELD) {
                    book.end(Event.Type.EXPIRED, reservation, now);
                } else {
                    payments.fallSilent(reservation, now);
                }
            }
        }
        return new Outcome.Done();
    }

    Outcome configure(BucketTerms newer, long now) {
        if (standing.isOlderThan(newer)) {
            for (int unit = standing.terms().stock() + 1; unit <= newer.stock(); unit++) {
                if (newer.isHomeOf(unit)) {
                    book.free().add(unit);
                }
            }
            standing.become(newer);
            revision.changed();
            holds.endIfCancelled(now);
        }
        return new Outcome.Done();
    }

    /** A closed bucket makes no events: once the ledger has them all, it can be rebuilt without a loss. */
    Outcome setOpen(boolean open, long now) {
        if (standing.isOpen() != open) {
            standing.setOpen(open);
            revision.changed();
            // The ledger may have holds from before the cancellation.
            holds.endIfCancelled(now);
        }
        return new Outcome.Done();
    }

    Outcome give(int to) {
        return exchange.give(to);
    }

    Outcome receive(Transfer transfer) {
        return exchange.receive(transfer);
    }

    Outcome settle(Command.Settle command) {
        return exchange.settle(command);
    }

    Outcome openTransfers() {
        return new Outcome.OpenTransfers(transfers.open());
    }

    Outcome readOutbox(long afterSequence, int limit) {
        return new Outcome.Events(book.outbox().read(afterSequence, limit));
    }

    Outcome acknowledge(long sequence) {
        if (book.outbox().acknowledge(sequence)) {
            revision.changed();
        }
        return new Outcome.Done();
    }

    Outcome readReservations(@Nullable UUID after, int limit) {
        List<Reservation> page = book.reservations().page(after, limit);
        return page == null ? new Outcome.Refused(Refusal.NOT_FOUND) : new Outcome.Page(page);
    }

    /** Whether the ledger has everything that this bucket knows, and will go on having it. */
    public boolean isAtRest() {
        return !standing.isOpen() && book.outbox().size() == 0;
    }

    /** The bucket in numbers, as of {@code atMillis}. */
    public BucketSummary summary(long atMillis) {
        Reservations reservations = book.reservations();
        BucketCounters counters = book.counters();
        Outbox outbox = book.outbox();
        return new BucketSummary(
                standing.terms().bucket(),
                standing.generation(),
                standing.isOpen(),
                standing.terms().version(),
                book.free().size(),
                reservations.unitsIn(ReservationState.HELD),
                reservations.unitsIn(ReservationState.PAYING),
                reservations.unitsIn(ReservationState.UNKNOWN),
                reservations.unitsIn(ReservationState.SOLD),
                reservations.settledUnits(),
                transfers.unitsInTransit(),
                counters.reservations(),
                counters.paid(),
                counters.abandoned(),
                counters.declined(),
                outbox.lastSequence(),
                outbox.durableSequence(),
                outbox.oldestPendingAtMillis(),
                reservations.nextDueAtMillis(),
                Math.max(nowMillis, atMillis));
    }

    public BucketSnapshot snapshot() {
        return new BucketSnapshot(
                standing.terms(),
                standing.generation(),
                nowMillis,
                standing.isOpen(),
                standing.isRecovered(),
                book.free().units(),
                book.reservations().all(),
                book.reservations().closed(),
                book.outbox().lastSequence(),
                book.outbox().pending(),
                transfers.open(),
                transfers.sentThrough(),
                transfers.receivedThrough(),
                book.counters());
    }
}
