package io.doorbuster.inventory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** Attempts to pay for reservations, from the first step until the money is at rest. */
final class Payments {
    private static final long FIRST_RESOLVE_MILLIS = 1_000;
    private static final long MAX_RESOLVE_MILLIS = 60_000;

    private final Standing standing;
    private final ReservationBook book;

    Payments(Standing standing, ReservationBook book) {
        this.standing = standing;
        this.book = book;
    }

    Outcome start(Command.StartPayment command, long now) {
        Reservation reservation = book.reservations().find(command.reservationId(), command.userId());
        boolean known = reservation != null && reservation.hasAttempt(command.attemptId());
        if (!known && startedElsewhere(command)) {
            return new Outcome.Refused(Refusal.IDEMPOTENCY_MISMATCH);
        }
        if (reservation == null) {
            return standing.notFound();
        }
        for (Attempt attempt : reservation.attempts()) {
            if (attempt.id().equals(command.attemptId())) {
                return attempt.fingerprint() == command.fingerprint()
                        ? book.repeated(reservation)
                        : new Outcome.Refused(Refusal.IDEMPOTENCY_MISMATCH);
            }
        }
        return switch (reservation.state()) {
            case RELEASED, EXPIRED -> new Outcome.Refused(Refusal.GONE);
            case SOLD -> book.repeated(reservation);
            case UNKNOWN -> new Outcome.Refused(Refusal.PAYMENT_IN_PROGRESS);
            case PAYING ->
                requireNonNull(reservation.attempt()).state() == AttemptState.ACTION_REQUIRED
                        ? book.repeated(reservation)
                        : new Outcome.Refused(Refusal.PAYMENT_IN_PROGRESS);
            case HELD -> startOn(reservation, command, now);
        };
    }

    private Outcome startOn(Reservation hold, Command.StartPayment command, long now) {
        if (!standing.isOpen()) {
            return new Outcome.Refused(Refusal.RECOVERING);
        }
        // The clock may not have ticked since; the promise was made to the millisecond.
        if (now >= hold.expiresAtMillis()) {
            return new Outcome.Refused(Refusal.GONE);
        }
        if (hold.attempts().size() == InventoryBucket.MAX_ATTEMPTS) {
            return new Outcome.Refused(Refusal.TOO_MANY_ATTEMPTS);
        }
        return book.change(
                Event.Type.PAYMENT_STARTED,
                hold.withAttempt(Attempt.start(command.attemptId(), command.fingerprint()))
                        .with(ReservationState.PAYING, now + InventoryBucket.PAYMENT_SILENCE_MILLIS),
                now);
    }

    /**
     * Whether the buyer's command came before, for another reservation. Looks at those that bind units, which the cap
     * bounds; what was given back since is not searched.
     */
    private boolean startedElsewhere(Command.StartPayment command) {
        return book.reservations().of(command.userId()).stream()
                .anyMatch(reservation -> reservation.hasAttempt(command.attemptId()));
    }

    Outcome record(Command.RecordPayment command, long now) {
        if (!standing.isOpen()) {
            return new Outcome.Refused(Refusal.RECOVERING);
        }
        Reservation reservation = book.reservations().find(command.reservationId());
        if (reservation == null) {
            return standing.notFound();
        }
        if (command.attempt() < 1 || command.attempt() > reservation.attempts().size()) {
            return new Outcome.Refused(Refusal.WRONG_STATE);
        }
        Attempt attempt = reservation.attempts().get(command.attempt() - 1);
        if (attempt.state() == command.state()) {
            return book.repeated(reservation);
        }
        boolean latest = command.attempt() == reservation.attempts().size();
        // A refund that failed says why; the capture's own answer, come late or twice, does not.
        boolean lateCapture = attempt.state() == AttemptState.REFUNDING
                && command.state() == AttemptState.CAPTURED
                && command.reason() == null;
        if (!latest || lateCapture || !attempt.state().next().contains(command.state())) {
            return new Outcome.Refused(Refusal.WRONG_STATE);
        }
        String reference = command.reference() == null ? attempt.reference() : command.reference();
        Reservation recorded = reservation.withLatestAttempt(new Attempt(
                attempt.id(),
                attempt.fingerprint(),
                command.state(),
                attempt.chargedBeforeDurable() || command.chargedBeforeDurable(),
                reference,
                command.reason()));
        return step(attempt.state(), command.state(), recorded, now);
    }

    private Outcome step(AttemptState from, AttemptState to, Reservation recorded, long now) {
        return switch (to) {
            case ACTION_REQUIRED ->
                book.change(
                        Event.Type.PAYMENT_ACTION_REQUIRED,
                        recorded.with(ReservationState.PAYING, now + InventoryBucket.ACTION_MILLIS),
                        now);
            case UNKNOWN ->
                book.change(
                        Event.Type.PAYMENT_UNKNOWN,
                        recorded.with(ReservationState.UNKNOWN, now + FIRST_RESOLVE_MILLIS),
                        now);
            case DECLINED -> handBack(Event.Type.PAYMENT_DECLINED, recorded, now);
            case WITHDRAWN -> handBack(Event.Type.PAYMENT_WITHDRAWN, recorded, now);
            case AUTHORISED ->
                book.change(
                        Event.Type.SOLD,
                        recorded.with(ReservationState.SOLD, now + InventoryBucket.PAYMENT_SILENCE_MILLIS),
                        now);
            case CAPTURED ->
                book.change(
                        from == AttemptState.REFUNDING ? Event.Type.REFUND_FAILED : Event.Type.PAID,
                        recorded.with(ReservationState.SOLD, Reservation.NEVER),
                        now);
            case REFUNDING ->
                book.change(
                        Event.Type.REFUND_STARTED,
                        recorded.with(ReservationState.SOLD, now + InventoryBucket.PAYMENT_SILENCE_MILLIS),
                        now);
            case REFUNDED ->
                book.change(Event.Type.REFUNDED, recorded.with(ReservationState.SOLD, Reservation.NEVER), now);
            case STARTED -> throw new IllegalStateException("no state leads back to STARTED");
        };
    }

    /** After a failed attempt the hold lives on, if its time is not up and the sale still stands. */
    private Outcome handBack(Event.Type type, Reservation recorded, long now) {
        Outcome outcome = book.change(type, recorded.with(ReservationState.HELD, recorded.expiresAtMillis()), now);
        Reservation held = requireNonNull(book.reservations().find(recorded.id()));
        if (standing.isCancelled()) {
            return book.end(Event.Type.RELEASED, held, now);
        }
        if (now >= recorded.expiresAtMillis()) {
            return book.end(Event.Type.EXPIRED, held, now);
        }
        return outcome;
    }

    Outcome claimUnresolved(int limit, long now) {
        if (!standing.isOpen()) {
            return new Outcome.Refused(Refusal.RECOVERING);
        }
        List<Reservation> claimed = new ArrayList<>();
        for (Reservation reservation : book.reservations().unresolved(now, limit)) {
            long wait = Math.min(MAX_RESOLVE_MILLIS, FIRST_RESOLVE_MILLIS << Math.min(10, reservation.resolveTries()));
            Reservation handedOut = reservation.handedOut(now + wait);
            book.note(handedOut);
            claimed.add(handedOut);
        }
        return new Outcome.Unresolved(claimed);
    }

    /** Nobody has said in time what became of the latest attempt. */
    void fallSilent(Reservation reservation, long now) {
        Attempt attempt = requireNonNull(reservation.attempt());
        record(
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
