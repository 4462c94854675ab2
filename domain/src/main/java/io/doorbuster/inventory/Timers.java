package io.doorbuster.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/** Reservations by the time at which the clock moves them on. Derived from the reservations; ties break by id. */
final class Timers {
    private record Due(long atMillis, UUID id) {}

    private final TreeSet<Due> dues =
            new TreeSet<>(Comparator.comparingLong(Due::atMillis).thenComparing(Due::id));

    void add(Reservation reservation) {
        dues.add(new Due(reservation.dueAtMillis(), reservation.id()));
    }

    void remove(Reservation reservation) {
        dues.remove(new Due(reservation.dueAtMillis(), reservation.id()));
    }

    /** Ids that are due, earliest first. */
    List<UUID> due(long nowMillis, int limit) {
        List<UUID> ids = new ArrayList<>();
        for (Due due : dues) {
            if (due.atMillis() > nowMillis || ids.size() == limit) {
                break;
            }
            ids.add(due.id());
        }
        return ids;
    }

    long nextAtMillis() {
        return dues.isEmpty() ? Reservation.NEVER : dues.first().atMillis();
    }
}
