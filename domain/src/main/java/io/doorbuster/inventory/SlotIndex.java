package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.HashCommon;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * From a key to the slot that it stands for. The keys themselves stay where the slots are, so that an entry is one long
 * and the table holds no reference: 32 bits of hash, and the slot.
 *
 * <p>A key is in one of two lines of eight entries, where there was more room. So no operation looks at more
 * than sixteen entries, whatever was put in and taken out before, and none of them leaves a trace. A key that finds both
 * lines full goes to a {@link HashMap}. By chance next to none does; keys that were chosen to collide all do, and a
 * hash map keeps those in a tree.
 */
final class SlotIndex<K extends Comparable<K>> {
    static final int NONE = -1;

    private static final int LINE = 8;
    private static final int FIRST_LINES = 2;
    private static final int SECOND_HASH = 0x9E3779B9;

    private final IntFunction<K> keyOf;
    private final Map<K, Integer> crowdedOut = new HashMap<>();

    /** Each line is filled from its start; 0 is no entry. */
    private long[] entries = new long[FIRST_LINES * LINE];

    private int inLines;

    /** @param keyOf the key that stands for a slot; asked for slots that were put in and not yet taken out */
    SlotIndex(IntFunction<K> keyOf) {
        this.keyOf = keyOf;
    }

    /** The key's slot, or {@link #NONE}. */
    int find(K key) {
        int at = entryOf(key, hash(key));
        if (at >= 0) {
            return slotIn(entries[at]);
        }
        return crowdedOut.isEmpty() ? NONE : crowdedOut.getOrDefault(key, NONE);
    }

    /** For a key that is not here. */
    void add(K key, int slot) {
        // Fuller than this, keys find no room by mere chance.
        if (inLines >= entries.length / 4 * 3) {
            grow();
        }
        int hash = hash(key);
        int first = firstLine(hash);
        int second = secondLine(hash);
        int firstFill = fill(first);
        int secondFill = fill(second);
        int fill = Math.min(firstFill, secondFill);
        if (fill == LINE) {
            crowdedOut.put(key, slot);
        } else {
            entries[(firstFill <= secondFill ? first : second) + fill] = entry(hash, slot);
            inLines++;
        }
    }

    /** A key of this hash stands for {@code to} instead of {@code from} from now on. */
    void move(int hash, int from, int to) {
        int at = entryOf(hash, from);
        if (at >= 0) {
            entries[at] = entry(hash, to);
        } else {
            crowdedOut.put(keyOf.apply(from), to);
        }
    }

    /** Takes out the key of this hash that stands for {@code slot}; does not look at the key, which may be cold. */
    void remove(int hash, int slot) {
        int at = entryOf(hash, slot);
        if (at < 0) {
            crowdedOut.remove(keyOf.apply(slot));
            return;
        }
        int line = at / LINE * LINE;
        int last = line + fill(line) - 1;
        entries[at] = entries[last];
        entries[last] = 0;
        inLines--;
    }

    /** The slots have new numbers. */
    void renumber(int[] newSlots) {
        for (int at = 0; at < entries.length; at++) {
            long entry = entries[at];
            if (entry != 0) {
                entries[at] = entry(hashIn(entry), newSlots[slotIn(entry)]);
            }
        }
        crowdedOut.replaceAll((key, slot) -> newSlots[slot]);
    }

    int size() {
        return inLines + crowdedOut.size();
    }

    int crowdedOut() {
        return crowdedOut.size();
    }

    private int entryOf(K key, int hash) {
        int at = entryInLine(firstLine(hash), key, hash);
        return at >= 0 ? at : entryInLine(secondLine(hash), key, hash);
    }

    private int entryOf(int hash, int slot) {
        int first = firstLine(hash);
        int second = secondLine(hash);
        long entry = entry(hash, slot);
        for (int at = 0; at < LINE; at++) {
            if (entries[first + at] == entry) {
                return first + at;
            }
            if (entries[second + at] == entry) {
                return second + at;
            }
        }
        return NONE;
    }

    /** Looks at the whole line: where it ends is a guess for the processor until memory has delivered it. */
    private int entryInLine(int line, K key, int hash) {
        for (int at = line; at < line + LINE; at++) {
            long entry = entries[at];
            if (hashIn(entry) == hash
                    && entry != 0
                    && keyOf.apply(slotIn(entry)).equals(key)) {
                return at;
            }
        }
        return NONE;
    }

    private int fill(int line) {
        int fill = 0;
        while (fill < LINE && entries[line + fill] != 0) {
            fill++;
        }
        return fill;
    }

    /**
     * Lines are numbered by the hash's upper bits, so that a line's entries go to its two successors: growing streams
     * through both tables instead of jumping about in one.
     */
    private void grow() {
        long[] old = entries;
        entries = new long[old.length * 2];
        inLines = 0;
        for (long entry : old) {
            if (entry != 0) {
                place(entry);
            }
        }
    }

    private void place(long entry) {
        int hash = hashIn(entry);
        int line = firstLine(hash);
        int fill = fill(line);
        if (fill == LINE) {
            line = secondLine(hash);
            fill = fill(line);
        }
        if (fill == LINE) {
            crowdedOut.put(keyOf.apply(slotIn(entry)), slotIn(entry));
        } else {
            entries[line + fill] = entry;
            inLines++;
        }
    }

    private int firstLine(int hash) {
        return lineOf(hash);
    }

    private int secondLine(int hash) {
        return lineOf(HashCommon.murmurHash3(hash ^ SECOND_HASH));
    }

    private int lineOf(int hash) {
        int bits = Integer.numberOfTrailingZeros(entries.length / LINE);
        return (hash >>> (Integer.SIZE - bits)) * LINE;
    }

    static int hash(Object key) {
        return HashCommon.murmurHash3(key.hashCode());
    }

    private static long entry(int hash, int slot) {
        return ((long) hash << Integer.SIZE) | (slot + 1L);
    }

    private static int hashIn(long entry) {
        return (int) (entry >>> Integer.SIZE);
    }

    private static int slotIn(long entry) {
        return (int) entry - 1;
    }
}
