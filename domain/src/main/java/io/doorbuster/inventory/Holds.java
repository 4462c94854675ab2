package io.doorbuster.inventory;

import java.util.List;

/** What buyers do before they pay: hold units, look at them and give them back. */
final class Holds {
    private final Standing standing;
    private final ReservationBook book;

    Holds(Standing standing, ReservationBook book) {
        this.standing = standing;
        this.book = book;
    }

    Outcome reserve(Command.Reserve command, long now) {
        Reservation earlier = book.reservations().find(command.id());
        if (earlier != null) {
            return earlier.userId().equals(command.userId()) && earlier.fingerprint() == command.fingerprint()
                    ? book.repeated(earlier)
                    : new Outcome.Refused(Refusal.IDEMPOTENCY_MISMATCH);
        }
        Refusal closedFor = standing.whyClosed(now);
        if (closedFor != null) {
            return new Outcome.Refused(closedFor);
        }
        if (command.quantity() > standing.terms().perUserCap()) {
            return new Outcome.Refused(Refusal.QUANTITY_ABOVE_CAP);
        }
        if (book.reservations().unitsOf(command.userId()) + command.quantity()
                > standing.terms().perUserCap()) {
            return new Outcome.CapReached(
                    standing.terms().perUserCap(),
                    book.reservations().of(command.userId()).get(0).id());
        }
        if (book.outbox().size() >= InventoryBucket.MAX_PENDING_EVENTS) {
            return new Outcome.Refused(Refusal.BACKLOGGED);
        }
        if (book.free().size() < command.quantity()) {
            return new Outcome.Dry(book.free().size());
        }
        return book.make(hold(command, now), now);
    }

    private Reservation hold(Command.Reserve command, long now) {
        long expiresAt = now + standing.terms().holdMillis();
        return new Reservation(
                command.id(),
                command.userId(),
                book.free().take(command.quantity()),
                ReservationState.HELD,
                now,
                expiresAt,
                expiresAt,
                0,
                command.fingerprint(),
                List.of());
    }

    Outcome release(Command.Release command, long now) {
        Reservation reservation = book.reservations().find(command.reservationId(), command.userId());
        if (reservation == null) {
            return standing.notFound();
        }
        return switch (reservation.state()) {
            case RELEASED -> book.repeated(reservation);
            case EXPIRED -> new Outcome.Refused(Refusal.GONE);
            case PAYING, UNKNOWN -> new Outcome.Refused(Refusal.PAYMENT_IN_PROGRESS);
            case SOLD -> new Outcome.Refused(Refusal.WRONG_STATE);
            case HELD ->
                !standing.isOpen()
                        ? new Outcome.Refused(Refusal.RECOVERING)
                        : book.end(Event.Type.RELEASED, reservation, now);
        };
    }

    Outcome find(Command.Find command) {
        Reservation reservation = book.reservations().find(command.reservationId(), command.userId());
        return reservation == null ? standing.notFound() : book.repeated(reservation);
    }

    /** A cancelled sale lets go of what nobody is paying for. */
    void endIfCancelled(long now) {
        if (!standing.isCancelled()) {
            return;
        }
        List<Reservation> held = book.reservations().all().stream()
                .filter(reservation -> reservation.state() == ReservationState.HELD)
                .toList();
        held.forEach(reservation -> book.end(Event.Type.RELEASED, reservation, now));
    }
}
