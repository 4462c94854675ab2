package io.doorbuster.inventory;

import static java.util.Objects.requireNonNull;

import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    /** How long a buyer may take for the provider's second step. */
    static final long ACTION_MILLIS = 300_000;

    private static final long FIRST_RESOLVE_MILLIS = 1_000;
    private static final long MAX_RESOLVE_MILLIS = 60_000;

    private final FreeUnits free;
    private final Reservations reservations;
    private final Outbox outbox;
    private final Transfers transfers;

    private BucketTerms terms;
    private BucketCounters counters;
    private long nowMillis;
    private boolean open;
    private final boolean recovered;
    private final int generation;
    private long revision;

    public InventoryBucket(BucketSnapshot snapshot) {
        terms = snapshot.terms();
        generation = snapshot.generation();
        nowMillis = snapshot.nowMillis();
        open = snapshot.open();
        recovered = snapshot.recovered();
        free = new FreeUnits(snapshot.free());
        reservations = new Reservations(snapshot.reservations(), snapshot.closed());
        outbox = new Outbox(snapshot.lastSequence(), snapshot.pending());
        transfers = new Transfers(snapshot.openTransfers(), snapshot.sentThrough(), snapshot.receivedThrough());
        counters = snapshot.counters();
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
        RoaringBitmap placed = free.clone();
        for (Reservation reservation : reservations) {
            for (int unit : reservation.units()) {
                if (!placed.checkedAdd(unit)) {
                    throw new IllegalArgumentException("unit " + unit + " twice, again in " + reservation);
                }
            }
        }
        return new InventoryBucket(new BucketSnapshot(
                terms,
                generation,
                0,
                false,
                lastSequence > 0,
                free,
                reservations.stream().map(InventoryBucket::rebuilt).toList(),
                List.of(),
                lastSequence,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                counters));
    }

    /** A payment that was under way when everything stopped is unknown: whoever asked the provider is gone. */
    private static Reservation rebuilt(Reservation reservation) {
        Attempt attempt = reservation.attempt();
        if (reservation.state() == ReservationState.HELD) {
            return reservation.with(ReservationState.HELD, reservation.expiresAtMillis());
        }
        if (attempt != null && reservation.state() == ReservationState.PAYING) {
            return reservation
                    .withLatestAttempt(new Attempt(
                            attempt.id(),
                            attempt.fingerprint(),
                            AttemptState.UNKNOWN,
                            attempt.chargedBeforeDurable(),
                            attempt.reference(),
                            "the grid was restarted during the payment"))
                    .with(ReservationState.UNKNOWN, 0);
        }
        return reservation.with(reservation.state(), reservation.needsResolving() ? 0 : Reservation.NEVER);
    }

    /**
     * Applies one command. What the clock does is a command too ({@link Command.Tick}), so that it is replicated.
     *
     * @param atMillis epoch milliseconds; an earlier time than the last one counts as the last one
     */
    public Outcome apply(Command command, long atMillis) {
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

    Outcome reserve(Command.Reserve command, long now) {
        Reservation earlier = reservations.find(command.id());
        if (earlier != null) {
            return earlier.userId().equals(command.userId()) && earlier.fingerprint() == command.fingerprint()
                    ? new Outcome.Accepted(earlier, outbox.lastSequence(), true)
                    : refused(Refusal.IDEMPOTENCY_MISMATCH);
        }
        Refusal closedFor = whyClosed(now);
        if (closedFor != null) {
            return refused(closedFor);
        }
        if (command.quantity() > terms.perUserCap()) {
            return refused(Refusal.QUANTITY_ABOVE_CAP);
        }
        if (reservations.unitsOf(command.userId()) + command.quantity() > terms.perUserCap()) {
            return new Outcome.CapReached(
                    terms.perUserCap(), reservations.of(command.userId()).get(0).id());
        }
        if (outbox.size() >= MAX_PENDING_EVENTS) {
            return refused(Refusal.BACKLOGGED);
        }
        if (free.size() < command.quantity()) {
            return new Outcome.Dry(free.size());
        }
        long expiresAt = now + terms.holdMillis();
        Reservation reservation = new Reservation(
                command.id(),
                command.userId(),
                free.take(command.quantity()),
                ReservationState.HELD,
                now,
                expiresAt,
                expiresAt,
                0,
                command.fingerprint(),
                List.of());
        reservations.add(reservation);
        return record(Event.Type.RESERVED, reservation);
    }

    private @Nullable Refusal whyClosed(long now) {
        if (!open) {
            return Refusal.RECOVERING;
        }
        if (terms.state() == SaleDefinition.Switch.CANCELLED) {
            return Refusal.CANCELLED;
        }
        if (now >= terms.endAtMillis()) {
            return Refusal.ENDED;
        }
        if (terms.state() == SaleDefinition.Switch.PAUSED) {
            return Refusal.PAUSED;
        }
        return now < terms.startAtMillis() ? Refusal.NOT_STARTED : null;
    }

    Outcome release(Command.Release command, long now) {
        Reservation reservation = reservations.find(command.reservationId(), command.userId());
        if (reservation == null) {
            return notFound();
        }
        return switch (reservation.state()) {
            case RELEASED -> new Outcome.Accepted(reservation, outbox.lastSequence(), true);
            case EXPIRED -> refused(Refusal.GONE);
            case PAYING, UNKNOWN -> refused(Refusal.PAYMENT_IN_PROGRESS);
            case SOLD -> refused(Refusal.WRONG_STATE);
            case HELD ->
                !open
                        ? refused(Refusal.RECOVERING)
                        : accept(Event.Type.RELEASED, reservation.with(ReservationState.RELEASED, Reservation.NEVER));
        };
    }

    Outcome find(Command.Find command) {
        Reservation reservation = reservations.find(command.reservationId(), command.userId());
        return reservation == null ? notFound() : new Outcome.Accepted(reservation, outbox.lastSequence(), true);
    }

    Outcome startPayment(Command.StartPayment command, long now) {
        Reservation reservation = reservations.find(command.reservationId(), command.userId());
        boolean known = reservation != null && reservation.hasAttempt(command.attemptId());
        if (!known && startedElsewhere(command)) {
            return refused(Refusal.IDEMPOTENCY_MISMATCH);
        }
        if (reservation == null) {
            return notFound();
        }
        for (Attempt attempt : reservation.attempts()) {
            if (attempt.id().equals(command.attemptId())) {
                return attempt.fingerprint() == command.fingerprint()
                        ? new Outcome.Accepted(reservation, outbox.lastSequence(), true)
                        : refused(Refusal.IDEMPOTENCY_MISMATCH);
            }
        }
        return switch (reservation.state()) {
            case RELEASED, EXPIRED -> refused(Refusal.GONE);
            case SOLD -> new Outcome.Accepted(reservation, outbox.lastSequence(), true);
            case UNKNOWN -> refused(Refusal.PAYMENT_IN_PROGRESS);
            case PAYING ->
                requireNonNull(reservation.attempt()).state() == AttemptState.ACTION_REQUIRED
                        ? new Outcome.Accepted(reservation, outbox.lastSequence(), true)
                        : refused(Refusal.PAYMENT_IN_PROGRESS);
            case HELD -> {
                if (!open) {
                    yield refused(Refusal.RECOVERING);
                }
                // The clock may not have ticked since; the promise was made to the millisecond.
                if (now >= reservation.expiresAtMillis()) {
                    yield refused(Refusal.GONE);
                }
                if (reservation.attempts().size() == MAX_ATTEMPTS) {
                    yield refused(Refusal.TOO_MANY_ATTEMPTS);
                }
                yield accept(
                        Event.Type.PAYMENT_STARTED,
                        reservation
                                .withAttempt(Attempt.start(command.attemptId(), command.fingerprint()))
                                .with(ReservationState.PAYING, now + PAYMENT_SILENCE_MILLIS));
            }
        };
    }

    /**
     * Whether the buyer's command came before, for another reservation. Looks at those that bind units, which the cap
     * bounds; what was given back since is not searched.
     */
    private boolean startedElsewhere(Command.StartPayment command) {
        return reservations.of(command.userId()).stream()
                .anyMatch(reservation -> reservation.hasAttempt(command.attemptId()));
    }

    Outcome recordPayment(Command.RecordPayment command, long now) {
        if (!open) {
            return refused(Refusal.RECOVERING);
        }
        Reservation reservation = reservations.find(command.reservationId());
        if (reservation == null) {
            return notFound();
        }
        if (command.attempt() < 1 || command.attempt() > reservation.attempts().size()) {
            return refused(Refusal.WRONG_STATE);
        }
        Attempt attempt = reservation.attempts().get(command.attempt() - 1);
        if (attempt.state() == command.state()) {
            return new Outcome.Accepted(reservation, outbox.lastSequence(), true);
        }
        boolean latest = command.attempt() == reservation.attempts().size();
        // A refund that failed says why; the capture's own answer, come late or twice, does not.
        boolean lateCapture = attempt.state() == AttemptState.REFUNDING
                && command.state() == AttemptState.CAPTURED
                && command.reason() == null;
        if (!latest || lateCapture || !attempt.state().next().contains(command.state())) {
            return refused(Refusal.WRONG_STATE);
        }
        String reference = command.reference() == null ? attempt.reference() : command.reference();
        Reservation recorded = reservation.withLatestAttempt(new Attempt(
                attempt.id(),
                attempt.fingerprint(),
                command.state(),
                attempt.chargedBeforeDurable() || command.chargedBeforeDurable(),
                reference,
                command.reason()));
        return switch (command.state()) {
            case ACTION_REQUIRED ->
                accept(Event.Type.PAYMENT_ACTION_REQUIRED, recorded.with(ReservationState.PAYING, now + ACTION_MILLIS));
            case UNKNOWN ->
                accept(Event.Type.PAYMENT_UNKNOWN, recorded.with(ReservationState.UNKNOWN, now + FIRST_RESOLVE_MILLIS));
            case DECLINED -> handBack(Event.Type.PAYMENT_DECLINED, recorded, now);
            case WITHDRAWN -> handBack(Event.Type.PAYMENT_WITHDRAWN, recorded, now);
            case AUTHORISED ->
                accept(Event.Type.SOLD, recorded.with(ReservationState.SOLD, now + PAYMENT_SILENCE_MILLIS));
            case CAPTURED ->
                accept(
                        attempt.state() == AttemptState.REFUNDING ? Event.Type.REFUND_FAILED : Event.Type.PAID,
                        recorded.with(ReservationState.SOLD, Reservation.NEVER));
            case REFUNDING ->
                accept(Event.Type.REFUND_STARTED, recorded.with(ReservationState.SOLD, now + PAYMENT_SILENCE_MILLIS));
            case REFUNDED -> accept(Event.Type.REFUNDED, recorded.with(ReservationState.SOLD, Reservation.NEVER));
            case STARTED -> throw new IllegalStateException("no state leads back to STARTED");
        };
    }

    /** After a failed attempt the hold lives on, if its time is not up and the sale still stands. */
    private Outcome handBack(Event.Type type, Reservation recorded, long now) {
        Outcome outcome = accept(type, recorded.with(ReservationState.HELD, recorded.expiresAtMillis()));
        Reservation held = requireNonNull(reservations.find(recorded.id()));
        if (terms.state() == SaleDefinition.Switch.CANCELLED) {
            return accept(Event.Type.RELEASED, held.with(ReservationState.RELEASED, Reservation.NEVER));
        }
        if (now >= recorded.expiresAtMillis()) {
            return accept(Event.Type.EXPIRED, held.with(ReservationState.EXPIRED, Reservation.NEVER));
        }
        return outcome;
    }

    Outcome claimUnresolved(int limit, long now) {
        if (!open) {
            return refused(Refusal.RECOVERING);
        }
        List<Reservation> claimed = new ArrayList<>();
        for (Reservation reservation : reservations.unresolved(now, limit)) {
            long wait = Math.min(MAX_RESOLVE_MILLIS, FIRST_RESOLVE_MILLIS << Math.min(10, reservation.resolveTries()));
            Reservation handedOut = reservation.handedOut(now + wait);
            reservations.replace(handedOut);
            revision++;
            claimed.add(handedOut);
        }
        return new Outcome.Unresolved(claimed);
    }

    Outcome tick(long now) {
        if (!open) {
            return new Outcome.Done();
        }
        for (Reservation reservation : reservations.due(now, MAX_DUE_PER_COMMAND)) {
            if (reservation.state() == ReservationState.HELD) {
                accept(Event.Type.EXPIRED, reservation.with(ReservationState.EXPIRED, Reservation.NEVER));
            } else {
                Attempt attempt = requireNonNull(reservation.attempt());
                recordPayment(
                        new Command.RecordPayment(
                                reservation.id(),
                                reservation.attempts().size(),
                                AttemptState.UNKNOWN,
                                attempt.chargedBeforeDurable(),
                                null,
                                "no answer in time"),
                        now);
            }
        }
        return new Outcome.Done();
    }

    Outcome configure(BucketTerms newer, long now) {
        if (newer.version() <= terms.version()) {
            return new Outcome.Done();
        }
        if (newer.bucket() != terms.bucket() || newer.buckets() != terms.buckets() || newer.stock() < terms.stock()) {
            throw new IllegalArgumentException("bucket " + terms + " cannot become " + newer);
        }
        for (int unit = terms.stock() + 1; unit <= newer.stock(); unit++) {
            if (newer.isHomeOf(unit)) {
                free.add(unit);
            }
        }
        terms = newer;
        revision++;
        endHoldsIfCancelled();
        return new Outcome.Done();
    }

    /** A closed bucket makes no events: once the ledger has them all, it can be rebuilt without a loss. */
    Outcome setOpen(boolean newOpen) {
        if (open != newOpen) {
            open = newOpen;
            revision++;
            // The ledger may have holds from before the cancellation.
            endHoldsIfCancelled();
        }
        return new Outcome.Done();
    }

    private void endHoldsIfCancelled() {
        if (terms.state() != SaleDefinition.Switch.CANCELLED) {
            return;
        }
        List<Reservation> held = reservations.all().stream()
                .filter(reservation -> reservation.state() == ReservationState.HELD)
                .toList();
        held.forEach(reservation ->
                accept(Event.Type.RELEASED, reservation.with(ReservationState.RELEASED, Reservation.NEVER)));
    }

    /**
     * Half of what may go, so that a crowd at one bucket does not dry out the next. A unit may go only once the ledger
     * knows that it is free: otherwise a rebuild could find it bound in two buckets.
     */
    Outcome give(int to) {
        if (to < 0 || to >= terms.buckets()) {
            throw new IllegalArgumentException("bucket " + to + " of " + terms.buckets());
        }
        Transfer already = transfers.openTo(to);
        if (already != null) {
            return new Outcome.Given(already);
        }
        if (!open || to == terms.bucket()) {
            return refused(Refusal.NOTHING_TO_GIVE);
        }
        RoaringBitmap movable = free.units().clone();
        outbox.pending().forEach(event -> event.reservation().units().forEach(movable::remove));
        int available = movable.getCardinality();
        if (available == 0) {
            return refused(Refusal.NOTHING_TO_GIVE);
        }
        int amount = Math.min(MAX_TRANSFER_UNITS, (available + 1) / 2);
        RoaringBitmap going = movable.limit(amount);
        free.remove(going);
        Transfer transfer = new Transfer(generation, terms.bucket(), to, transfers.nextSequenceTo(to), going);
        transfers.send(transfer);
        revision++;
        return new Outcome.Given(transfer);
    }

    Outcome receive(Transfer transfer) {
        if (transfer.to() != terms.bucket()) {
            throw new IllegalArgumentException("bucket " + terms.bucket() + " is not the taker of " + transfer);
        }
        if (transfer.generation() != generation) {
            // Sent before the sale was rebuilt: the rebuilt buckets have its units already.
            return refused(Refusal.WRONG_STATE);
        }
        if (transfers.receive(transfer)) {
            transfers.settleReturned(transfer.units());
            free.add(transfer.units());
            revision++;
        }
        return new Outcome.Done();
    }

    Outcome settle(Command.Settle command) {
        if (command.generation() != generation) {
            // Sequences started anew: this one may be the number of another transfer.
            return refused(Refusal.WRONG_STATE);
        }
        if (transfers.settle(command.to(), command.sequence()) != null) {
            revision++;
        }
        return new Outcome.Done();
    }

    Outcome openTransfers() {
        return new Outcome.OpenTransfers(transfers.open());
    }

    Outcome readOutbox(long afterSequence, int limit) {
        return new Outcome.Events(outbox.read(afterSequence, limit));
    }

    Outcome acknowledge(long sequence) {
        if (outbox.acknowledge(sequence)) {
            revision++;
        }
        return new Outcome.Done();
    }

    Outcome readReservations(@Nullable UUID after, int limit) {
        List<Reservation> page = reservations.page(after, limit);
        return page == null ? refused(Refusal.NOT_FOUND) : new Outcome.Page(page);
    }

    /** The one way in which a reservation changes: state, indexes, units and event move together. */
    private Outcome accept(Event.Type type, Reservation reservation) {
        reservations.replace(reservation);
        if (!reservation.state().bindsUnits()) {
            reservation.units().forEach(free::add);
        }
        return record(type, reservation);
    }

    private Outcome record(Event.Type type, Reservation reservation) {
        outbox.append(nowMillis, type, reservation);
        counters = counters.count(type);
        revision++;
        return new Outcome.Accepted(reservation, outbox.lastSequence(), false);
    }

    /** Whether the ledger has everything that this bucket knows, and will go on having it. */
    public boolean isAtRest() {
        return !open && outbox.size() == 0;
    }

    private static Outcome refused(Refusal refusal) {
        return new Outcome.Refused(refusal);
    }

    /** After a rebuild, what is not here may have been lost: its buyer is told that it is gone, not that it never was. */
    private Outcome notFound() {
        return refused(recovered ? Refusal.GONE : Refusal.NOT_FOUND);
    }

    /** The bucket in numbers, as of {@code atMillis}. */
    public BucketSummary summary(long atMillis) {
        return new BucketSummary(
                terms.bucket(),
                generation,
                open,
                terms.version(),
                free.size(),
                reservations.unitsIn(ReservationState.HELD),
                reservations.unitsIn(ReservationState.PAYING),
                reservations.unitsIn(ReservationState.UNKNOWN),
                reservations.unitsIn(ReservationState.SOLD),
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
                terms,
                generation,
                nowMillis,
                open,
                recovered,
                free.units(),
                reservations.all(),
                reservations.closed(),
                outbox.lastSequence(),
                outbox.pending(),
                transfers.open(),
                transfers.sentThrough(),
                transfers.receivedThrough(),
                counters);
    }
}
