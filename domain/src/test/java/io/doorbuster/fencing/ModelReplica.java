package io.doorbuster.fencing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** One copy of a partition: which reservation has which unit. */
final class ModelReplica {
    /** A command as a backup replays it: the reservation and its unit, or {@link #RELEASED}. */
    record Change(long version, long reservation, int unit) {}

    static final int RELEASED = -1;

    private final Map<Long, Integer> units;
    private final Set<Long> closed;
    private long version;
    private boolean missedSome;

    ModelReplica() {
        this(Map.of(), Set.of(), 0);
    }

    private ModelReplica(Map<Long, Integer> units, Set<Long> closed, long version) {
        this.units = new HashMap<>(units);
        this.closed = new HashSet<>(closed);
        this.version = version;
    }

    ModelReplica copy() {
        return new ModelReplica(units, closed, version);
    }

    boolean equalsReplica(ModelReplica primary) {
        return version == primary.version && !missedSome;
    }

    OptionalInt unitOf(long reservation) {
        Integer unit = units.get(reservation);
        return unit == null ? OptionalInt.empty() : OptionalInt.of(unit);
    }

    boolean isClosed(long reservation) {
        return closed.contains(reservation);
    }

    /** The lowest unit that is free, below {@code stock}. */
    OptionalInt free(int stock) {
        for (int unit = 0; unit < stock; unit++) {
            if (!units.containsValue(unit)) {
                return OptionalInt.of(unit);
            }
        }
        return OptionalInt.empty();
    }

    Change decide(long reservation, int unit) {
        Change change = new Change(version + 1, reservation, unit);
        apply(change);
        return change;
    }

    /** As a backup; refuses what is older than what it has. A gap is noticed, and the change acknowledged all the same. */
    boolean replay(Change change) {
        if (change.version() <= version) {
            return false;
        }
        missedSome |= change.version() != version + 1;
        apply(change);
        return true;
    }

    private void apply(Change change) {
        version = change.version();
        if (change.unit() == RELEASED) {
            units.remove(change.reservation());
            closed.add(change.reservation());
        } else {
            units.values().remove(change.unit());
            units.put(change.reservation(), change.unit());
        }
    }
}
