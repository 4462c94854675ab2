package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.longs.Long2ObjectAVLTreeMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectSortedMap;
import it.unimi.dsi.fastutil.objects.ObjectOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Reservations by the time at which the clock moves them on. Derived from the reservations; ties break by id.
 *
 * <p>Grouped by millisecond: a tree of a million single timers would miss the cache at each of its twenty levels. A group
 * is sorted only when it is due, and no larger than what is reserved within a millisecond.
 */
final class Timers {
    /** A group of one is an immutable set, which takes a third of a hash set's memory. */
    private final Long2ObjectSortedMap<Set<UUID>> groups = new Long2ObjectAVLTreeMap<>();

    void add(Reservation reservation) {
        Set<UUID> group = groups.get(reservation.dueAtMillis());
        if (group == null) {
            groups.put(reservation.dueAtMillis(), Set.of(reservation.id()));
            return;
        }
        if (group.size() == 1) {
            group = new ObjectOpenHashSet<>(group);
            groups.put(reservation.dueAtMillis(), group);
        }
        group.add(reservation.id());
    }

    void remove(Reservation reservation) {
        Set<UUID> group = groups.get(reservation.dueAtMillis());
        if (group == null) {
            return;
        }
        if (group.size() > 1) {
            group.remove(reservation.id());
        } else if (group.contains(reservation.id())) {
            groups.remove(reservation.dueAtMillis());
        }
    }

    /** Ids that are due, earliest first. */
    List<UUID> due(long nowMillis, int limit) {
        List<UUID> ids = new ArrayList<>();
        for (Long2ObjectMap.Entry<Set<UUID>> group : groups.long2ObjectEntrySet()) {
            if (group.getLongKey() > nowMillis || ids.size() == limit) {
                break;
            }
            group.getValue().stream().sorted().limit(limit - ids.size()).forEach(ids::add);
        }
        return ids;
    }

    long nextAtMillis() {
        return groups.isEmpty() ? Reservation.NEVER : groups.firstLongKey();
    }
}
