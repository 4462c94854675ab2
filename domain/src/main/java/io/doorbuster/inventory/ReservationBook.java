package io.doorbuster.inventory;

/** Reservations, the units that they leave free, and the events that tell the ledger: they change together or not at all. */
final class ReservationBook {
    private final Reservations reservations;
    private final FreeUnits free;
    private final Outbox outbox;
    private final Revision revision;
    private BucketCounters counters;

    ReservationBook(BucketSnapshot snapshot, Revision revision) {
        reservations = new Reservations(snapshot.reservations(), snapshot.closed());
        free = new FreeUnits(snapshot.free());
        outbox = new Outbox(snapshot.lastSequence(), snapshot.pending());
        counters = snapshot.counters();
        this.revision = revision;
    }

    Reservations reservations() {
        return reservations;
    }

    FreeUnits free() {
        return free;
    }

    Outbox outbox() {
        return outbox;
    }

    BucketCounters counters() {
        return counters;
    }

    /** Enters a new reservation of units that were taken from {@link #free}. */
    Outcome make(Reservation reservation, long now) {
        reservations.add(reservation);
        return tell(Event.Type.RESERVED, reservation, now);
    }

    /** The one way in which a reservation takes its next step. */
    Outcome change(Event.Type type, Reservation reservation, long now) {
        reservations.replace(reservation);
        if (!reservation.state().bindsUnits()) {
            reservation.units().forEach(free::add);
        }
        return tell(type, reservation, now);
    }

    /** Takes one back in that was over, with units that were taken from {@link #free}. */
    Outcome reopen(Event.Type type, Reservation reservation, long now) {
        reservations.reopen(reservation);
        return tell(type, reservation, now);
    }

    /** Ends one that binds units: they are free again. */
    Outcome end(Event.Type type, Reservation binding, long now) {
        ReservationState state = type == Event.Type.EXPIRED ? ReservationState.EXPIRED : ReservationState.RELEASED;
        return change(type, binding.with(state, Reservation.NEVER), now);
    }

    /** Tells what only the words of one that is over change for. */
    Outcome amend(Event.Type type, Reservation over, long now) {
        reservations.amend(over);
        return tell(type, over, now);
    }

    /** Notes what the ledger need not know. */
    void note(Reservation reservation) {
        reservations.replace(reservation);
        revision.changed();
    }

    /** For a command that had run before. */
    Outcome repeated(Reservation reservation) {
        return new Outcome.Accepted(reservation, outbox.lastSequence(), true);
    }

    private Outcome tell(Event.Type type, Reservation reservation, long now) {
        outbox.append(now, type, reservation);
        counters = counters.count(type);
        revision.changed();
        return new Outcome.Accepted(reservation, outbox.lastSequence(), false);
    }
}
