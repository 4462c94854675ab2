package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.objects.Reference2IntOpenHashMap;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bucket's reservations in the order in which they were made, and everything that follows from them: who holds what,
 * what is due, how many units are in which state.
 */
final class Reservations {
    private final ReservationSlots slots = new ReservationSlots();
    private final SlotIndex<UUID> byId = new SlotIndex<>(slot -> slots.get(slot).id());
    private final UserHoldings users = new UserHoldings(slots);
    private final HoldTimers timers = new HoldTimers(slots);
    private final Timers unresolved = new Timers();
    private final Reference2IntOpenHashMap<ReservationState> units = new Reference2IntOpenHashMap<>();

    private int settledUnits;
    private final ClosedReservations closed = new ClosedReservations();

    Reservations(Collection<Reservation> reservations, Collection<UUID> closed) {
        for (Reservation reservation : reservations) {
            int slot = append(reservation);
            if (reservation.state().bindsUnits()) {
                index(slot);
                users.add(slot);
            }
        }
        closed.forEach(id -> this.closed.add(SlotIndex.hash(id), byId.find(id)));
    }

    @Nullable
    Reservation find(UUID id) {
        int slot = byId.find(id);
        return slot == SlotIndex.NONE ? null : slots.get(slot);
    }

    /** What {@link #find} finds, if it is this buyer's. */
    @Nullable
    Reservation find(UUID id, String userId) {
        Reservation reservation = find(id);
        return reservation != null && reservation.userId().equals(userId) ? reservation : null;
    }

    /** A new one; it binds units. */
    void add(Reservation reservation) {
        if (slots.isWorthClosing()) {
            renumber();
        }
        int slot = append(reservation);
        index(slot);
        users.add(slot);
    }

    /** The next step of one that is here and binds units. */
    void replace(Reservation reservation) {
        int slot = byId.find(reservation.id());
        unindex(slot);
        slots.set(slot, reservation);
        if (reservation.state().bindsUnits()) {
            index(slot);
        } else {
            users.remove(slot);
            close(slot, reservation.id());
        }
    }

    /** The next step of one that bound no units and does again. */
    void reopen(Reservation reservation) {
        int slot = byId.find(reservation.id());
        closed.remove(slot);
        slots.set(slot, reservation);
        index(slot);
        users.add(slot);
    }

    /** Other words about one that binds no units. */
    void amend(Reservation over) {
        slots.set(byId.find(over.id()), over);
    }

    private int append(Reservation reservation) {
        int slot = slots.append(reservation);
        byId.add(reservation.id(), slot);
        timers.appended(slot);
        return slot;
    }

    private void index(int slot) {
        Reservation reservation = slots.get(slot);
        units.addTo(reservation.state(), reservation.quantity());
        settledUnits += reservation.isSettled() ? reservation.quantity() : 0;
        if (reservation.needsResolving()) {
            unresolved.add(reservation.dueAtMillis(), slot);
        } else if (reservation.dueAtMillis() != Reservation.NEVER) {
            timers.add(slot);
        }
    }

    private void unindex(int slot) {
        Reservation reservation = slots.get(slot);
        units.addTo(reservation.state(), -reservation.quantity());
        settledUnits -= reservation.isSettled() ? reservation.quantity() : 0;
        if (reservation.needsResolving()) {
            unresolved.remove(reservation.dueAtMillis(), slot);
        } else if (reservation.dueAtMillis() != Reservation.NEVER) {
            timers.remove(slot);
        }
    }

    private void close(int slot, UUID id) {
        closed.add(SlotIndex.hash(id), slot);
        if (closed.size() > InventoryBucket.MAX_CLOSED) {
            int forgotten = closed.slot(0);
            byId.remove(closed.oldestHash(), forgotten);
            closed.removeOldest();
            timers.forget(forgotten);
            slots.clear(forgotten);
        }
    }

    private void renumber() {
        int[] newSlots = slots.closeHoles();
        byId.renumber(newSlots);
        users.renumber(newSlots);
        timers.renumber(newSlots);
        unresolved.renumber(newSlots);
        closed.renumber(newSlots);
    }

    int unitsIn(ReservationState state) {
        return units.getInt(state);
    }

    /** Units that are sold for good. */
    int settledUnits() {
        return settledUnits;
    }

    /** Units that count against the buyer's cap. */
    int unitsOf(String userId) {
        return users.unitsOf(userId);
    }

    /** Those that count against the buyer's cap, newest first. */
    List<Reservation> of(String userId) {
        return at(users.slotsOf(userId));
    }

    /** Up to {@code limit} that the clock moves on at {@code nowMillis}, earliest first. */
    List<Reservation> due(long nowMillis, int limit) {
        return at(timers.due(nowMillis, limit));
    }

    /** Up to {@code limit} whose payment is to be resolved at {@code nowMillis}, earliest first. */
    List<Reservation> unresolved(long nowMillis, int limit) {
        return at(unresolved.due(nowMillis, limit));
    }

    /** {@link Reservation#NEVER} if nothing waits. */
    long nextDueAtMillis() {
        return Math.min(timers.nextAtMillis(), unresolved.nextAtMillis());
    }

    /** A page in the order in which they were made; null if there is no reservation {@code after}. */
    @Nullable
    List<Reservation> page(@Nullable UUID after, int limit) {
        int slot = after == null ? SlotIndex.NONE : byId.find(after);
        if (after != null && slot == SlotIndex.NONE) {
            return null;
        }
        List<Reservation> page = new ArrayList<>();
        Iterator<Reservation> rest = slots.from(slot + 1);
        while (rest.hasNext() && page.size() < limit) {
            page.add(rest.next());
        }
        return page;
    }

    /** A view, in the order in which they were made. */
    Collection<Reservation> all() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<Reservation> iterator() {
                return slots.iterator();
            }

            @Override
            public int size() {
                return slots.size();
            }
        };
    }

    /** A view: ids of those that bind no units, oldest first. */
    Collection<UUID> closed() {
        return new AbstractList<>() {
            @Override
            public UUID get(int index) {
                return slots.get(closed.slot(index)).id();
            }

            @Override
            public int size() {
                return closed.size();
            }
        };
    }

    private List<Reservation> at(int[] found) {
        List<Reservation> reservations = new ArrayList<>(found.length);
        for (int slot : found) {
            reservations.add(slots.get(slot));
        }
        return reservations;
    }
}
