package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.ints.IntAVLTreeSet;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.ints.IntSet;
import it.unimi.dsi.fastutil.ints.IntSets;
import it.unimi.dsi.fastutil.longs.Long2ObjectAVLTreeMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectSortedMap;

/**
 * Slots by the time at which the clock moves them on, in any order of times. Ties break by slot, which is the order in
 * which the reservations were made, so that a replica that was restored breaks them alike.
 */
final class Timers {
    /** By millisecond. A group of one is an immutable set, which takes a fifth of a tree's memory. */
    private final Long2ObjectSortedMap<IntSet> groups = new Long2ObjectAVLTreeMap<>();

    void add(long dueAtMillis, int slot) {
        IntSet group = groups.get(dueAtMillis);
        if (group == null) {
            groups.put(dueAtMillis, IntSets.singleton(slot));
            return;
        }
        if (group.size() == 1) {
            group = new IntAVLTreeSet(group);
            groups.put(dueAtMillis, group);
        }
        group.add(slot);
    }

    void remove(long dueAtMillis, int slot) {
        IntSet group = groups.get(dueAtMillis);
        if (group == null) {
            return;
        }
        if (group.size() > 1) {
            group.remove(slot);
        } else if (group.contains(slot)) {
            groups.remove(dueAtMillis);
        }
    }

    /** Slots that are due, earliest first. */
    int[] due(long nowMillis, int limit) {
        IntArrayList due = new IntArrayList();
        for (Long2ObjectMap.Entry<IntSet> group : groups.long2ObjectEntrySet()) {
            if (group.getLongKey() > nowMillis) {
                break;
            }
            IntIterator slots = group.getValue().iterator();
            while (slots.hasNext()) {
                if (due.size() == limit) {
                    return due.toIntArray();
                }
                due.add(slots.nextInt());
            }
        }
        return due.toIntArray();
    }

    long nextAtMillis() {
        return groups.isEmpty() ? Reservation.NEVER : groups.firstLongKey();
    }

    void renumber(int[] newSlots) {
        groups.replaceAll((dueAtMillis, group) -> {
            IntSet renumbered = group.size() == 1 ? null : new IntAVLTreeSet();
            int only = SlotIndex.NONE;
            for (IntIterator slots = group.iterator(); slots.hasNext(); ) {
                only = newSlots[slots.nextInt()];
                if (renumbered != null) {
                    renumbered.add(only);
                }
            }
            return renumbered == null ? IntSets.singleton(only) : renumbered;
        });
    }
}
