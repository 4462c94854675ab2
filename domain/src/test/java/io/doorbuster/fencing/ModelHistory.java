package io.doorbuster.fencing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What buyers were told and who decided, as somebody sees it who sees everything. Throws when something is wrong. */
final class ModelHistory {
    private record Unit(int partition, int number) {}

    private final Map<Unit, Long> held = new HashMap<>();
    private final Map<Long, Unit> acknowledged = new TreeMap<>();
    private final Map<Integer, Integer> epochs = new HashMap<>();
    private final Map<Integer, Integer> deciders = new HashMap<>();
    private final Map<Integer, Long> lastDecisionMillis = new HashMap<>();

    /** {@code member} passed the check. Nobody may any more after another passed it under a later epoch. */
    void decides(int partition, int epoch, int member, long nowMillis) {
        int newest = epochs.merge(partition, epoch, Math::max);
        if (epoch < newest) {
            throw new AssertionError("member " + member + " decides over partition " + partition + " under epoch "
                    + epoch + ", after another did under " + newest);
        }
        Integer decider = deciders.put(partition * 1_000_000 + epoch, member);
        if (decider != null && decider != member) {
            throw new AssertionError("epoch " + epoch + " of partition " + partition + " has two deciders");
        }
        lastDecisionMillis.put(partition, nowMillis);
    }

    long lastDecisionMillis(int partition) {
        return lastDecisionMillis.getOrDefault(partition, 0L);
    }

    /** The buyer has the answer, or will; so many copies have the reservation. */
    void acknowledged(int partition, long reservation, int number, int copies) {
        if (copies < 2) {
            throw new AssertionError(
                    "reservation " + reservation + " of partition " + partition + " has one copy only");
        }
        Unit unit = new Unit(partition, number);
        Long holder = held.put(unit, reservation);
        if (holder != null && holder != reservation) {
            throw new AssertionError(unit + " is sold to " + holder + " and to " + reservation);
        }
        Unit before = acknowledged.put(reservation, unit);
        if (before != null && !before.equals(unit)) {
            throw new AssertionError("reservation " + reservation + " had " + before + " and now " + unit);
        }
    }

    /** Reservations of a partition that are acknowledged and not given back. */
    List<Long> live(int partition) {
        List<Long> live = new ArrayList<>();
        acknowledged.forEach((reservation, unit) -> {
            if (unit.partition() == partition) {
                live.add(reservation);
            }
        });
        return live;
    }

    /** The buyer asks to give it back: from now on it may be gone. */
    void releasing(long reservation) {
        Unit unit = acknowledged.remove(reservation);
        if (unit != null) {
            held.remove(unit, reservation);
        }
    }

    /** After everything has healed: whoever is the primary must have all that was promised. */
    void checkKept(int partition, ModelReplica primary) {
        acknowledged.forEach((reservation, unit) -> {
            if (unit.partition() == partition && primary.unitOf(reservation).orElse(-1) != unit.number()) {
                throw new AssertionError("reservation " + reservation + " of " + unit + " was lost");
            }
        });
    }
}
