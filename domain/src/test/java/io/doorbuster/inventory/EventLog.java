package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/** What a ledger would have read from one bucket's outbox. */
final class EventLog {
    private final List<Event> events = new ArrayList<>();

    /** Reads on; fails if an event was lost before it was read. */
    void follow(InventoryBucket bucket) {
        if (bucket.snapshot().lastSequence() == events.size()) {
            return;
        }
        Outcome outcome = bucket.apply(new Command.ReadOutbox(events.size(), Integer.MAX_VALUE), 0);
        for (Event event : ((Outcome.Events) outcome).events()) {
            if (event.sequence() != events.size() + 1) {
                throw new AssertionError("event " + event + " after " + events.size());
            }
            events.add(event);
        }
    }

    /** Events that the ledger did not get are lost with the bucket. */
    void forgetAfter(long through) {
        events.subList(Math.toIntExact(through), events.size()).clear();
    }

    /** Reservations that bind units, as of the event {@code through}, in the order in which they were made. */
    List<Reservation> binding(long through) {
        return last(through).values().stream()
                .filter(reservation -> reservation.state().bindsUnits())
                .toList();
    }

    /** Each reservation is as its last event says, but for the resolver's timer, which is no business of the ledger. */
    void agreesWith(InventoryBucket bucket) {
        Map<UUID, Reservation> last = last(events.size());
        Collection<Reservation> reservations = bucket.snapshot().reservations();
        assertThat(reservations).hasSizeLessThanOrEqualTo(last.size());
        for (Reservation reservation : reservations) {
            Reservation logged = last.get(reservation.id());
            if (logged == null || !untimed(logged).equals(untimed(reservation))) {
                throw new AssertionError(reservation + " is not as the log has it: " + logged);
            }
        }
    }

    /** The units of {@code reservations}; fails if two bind the same. */
    static RoaringBitmap unitsOf(Collection<Reservation> reservations) {
        RoaringBitmap units = new RoaringBitmap();
        for (Reservation reservation : reservations) {
            for (int unit : reservation.units()) {
                if (!units.checkedAdd(unit)) {
                    throw new AssertionError("unit " + unit + " bound twice in the ledger: " + reservations);
                }
            }
        }
        return units;
    }

    private Map<UUID, Reservation> last(long through) {
        Map<UUID, Reservation> last = new LinkedHashMap<>();
        events.subList(0, Math.toIntExact(through))
                .forEach(event -> last.put(event.reservation().id(), event.reservation()));
        return last;
    }

    private static Reservation untimed(Reservation reservation) {
        return reservation.needsResolving() ? reservation.with(reservation.state(), Reservation.NEVER) : reservation;
    }
}
