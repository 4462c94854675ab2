package io.doorbuster.inventory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Attempts to pay for reservations, from the first step until the money is at rest. */
final class Payments {
    private static final long FIRST_RESOLVE_MILLIS = 1_000;

    /** Unknown payments pin units, so none is left alone for long; what a crowd of them asks for, the provider's rate bounds. */
    private static final long MAX_RESOLVE_MILLIS = 15_000;

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
                withTimeToPay(hold, now)
                        .withAttempt(Attempt.start(command.attemptId(), command.fingerprint()))
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
        boolean latest = command.attempt() == reservation.attempts().size();
        if (attempt.state() == command.state()) {
            return latest ? again(reservation, attempt, command, now) : book.repeated(reservation);
        }
        if (!latest || !isNext(reservation, attempt.state(), command)) {
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

    private static boolean isNext(Reservation reservation, AttemptState from, Command.RecordPayment command) {
        if (!from.next().contains(command.state())) {
            return false;
        }
        boolean binds = reservation.state().bindsUnits();
        return switch (command.state()) {
            // A refund that failed says why; the capture's own answer, come late or twice, does not. What was put back
            // on
            // sale cannot be the buyer's again.
            case CAPTURED -> from == AttemptState.AUTHORISED || (command.reason() != null && binds);
            case UNDONE -> !binds;
            default -> true;
        };
    }

    /** The same state, of which more may be known. */
    private Outcome again(Reservation reservation, Attempt attempt, Command.RecordPayment command, long now) {
        // The provider's name for a payment may become known while its fate is not.
        if (attempt.state() == AttemptState.UNKNOWN && attempt.reference() == null && command.reference() != null) {
            return book.change(
                    Event.Type.PAYMENT_UNKNOWN,
                    reservation.withLatestAttempt(attempt.with(command.reference(), attempt.reason())),
                    now);
        }
        return book.repeated(reservation);
    }

    private Outcome step(AttemptState from, AttemptState to, Reservation recorded, long now) {
        return switch (to) {
            case ACTION_REQUIRED ->
                book.change(
                        Event.Type.PAYMENT_ACTION_REQUIRED,
                        withTimeToPay(recorded, now)
                                .with(
                                        ReservationState.PAYING,
                                        now + standing.terms().actionMillis()),
                        now);
            case UNKNOWN ->
                book.change(
                        Event.Type.PAYMENT_UNKNOWN,
                        recorded.with(ReservationState.UNKNOWN, now + FIRST_RESOLVE_MILLIS),
                        now);
            case DECLINED ->
                handBack(
                        from == AttemptState.AUTHORISED ? Event.Type.PAYMENT_LAPSED : Event.Type.PAYMENT_DECLINED,
                        recorded,
                        now);
            case WITHDRAWN -> handBack(Event.Type.PAYMENT_WITHDRAWN, recorded, now);
            case UNDONE -> book.amend(Event.Type.PAYMENT_UNDONE, recorded, now);
            case AUTHORISED -> sell(recorded, now);
            case CAPTURED ->
                book.change(
                        from == AttemptState.AUTHORISED ? Event.Type.PAID : Event.Type.REFUND_FAILED,
                        recorded.with(ReservationState.SOLD, Reservation.NEVER),
                        now);
            case REFUNDING ->
                book.change(
                        Event.Type.REFUND_STARTED,
                        recorded.with(ReservationState.SOLD, now + InventoryBucket.PAYMENT_SILENCE_MILLIS),
                        now);
            case REFUNDED ->
                standing.terms().resellRefunded() && !standing.isCancelled()
                        ? book.end(Event.Type.RESTOCKED, recorded, now)
                        : book.change(
                                Event.Type.REFUNDED, recorded.with(ReservationState.SOLD, Reservation.NEVER), now);
            case STARTED -> throw new IllegalStateException("no state leads back to STARTED");
        };
    }

    private Outcome sell(Reservation recorded, long now) {
        Reservation sold = recorded.with(ReservationState.SOLD, now + InventoryBucket.PAYMENT_SILENCE_MILLIS);
        return recorded.state().bindsUnits() ? book.change(Event.Type.SOLD, sold, now) : sellLate(sold, now);
    }

    /** The reservation was over, so others may have its units, and its buyer another reservation. */
    private Outcome sellLate(Reservation sold, long now) {
        int unitsOfBuyer = book.reservations().unitsOf(sold.userId()) + sold.quantity();
        if (standing.isCancelled() || unitsOfBuyer > standing.terms().perUserCap()) {
            return new Outcome.Refused(Refusal.WRONG_STATE);
        }
        List<Integer> units = book.free().takeAgain(sold.units());
        return units.isEmpty()
                ? new Outcome.Refused(Refusal.WRONG_STATE)
                : book.reopen(Event.Type.SOLD_LATE, sold.withUnits(units), now);
    }

    /** After a failed attempt the hold lives on, if its time is not up and the sale still stands. */
    private Outcome handBack(Event.Type type, Reservation recorded, long now) {
        Reservation extended = withTimeToPay(recorded, now);
        Reservation held = extended.with(ReservationState.HELD, extended.expiresAtMillis());
        Outcome outcome = book.change(type, held, now);
        if (standing.isCancelled()) {
            return book.end(Event.Type.RELEASED, held, now);
        }
        if (now >= held.expiresAtMillis()) {
            return book.end(Event.Type.EXPIRED, held, now);
        }
        return outcome;
    }

    private Reservation withTimeToPay(Reservation reservation, long now) {
        return reservation.until(standing.terms().expiryWhilePaying(reservation, now));
    }

    Outcome claimUnresolved(int limit, long now) {
        if (!standing.isOpen()) {
            return new Outcome.Refused(Refusal.RECOVERING);
        }
        List<Reservation> claimed = new ArrayList<>();
        for (Reservation reservation : book.reservations().unresolved(now, limit)) {
            long wait =
                    Math.min(MAX_RESOLVE_MILLIS, FIRST_RESOLVE_MILLIS << Math.min(10, reservation.resolveTries() / 2));
            Reservation handedOut = reservation.handedOut(now + wait + spread(reservation.id(), wait));
            book.note(handedOut);
            claimed.add(handedOut);
        }
        return new Outcome.Unresolved(claimed);
    }

    /** Up to a quarter of {@code wait}, so that a crowd that became unknown together does not come back together. */
    private static long spread(UUID id, long wait) {
        return (Integer.toUnsignedLong(SlotIndex.hash(id)) * (wait / 4)) >>> Integer.SIZE;
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
