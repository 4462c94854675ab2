package io.doorbuster.fencing;

import java.util.Set;
import java.util.UUID;

/**
 * What the register {@code roster} says: whose copies of the partitions count. It holds a fingerprint of the list of members
 * that was settled on last, as there is no room for the list.
 *
 * @param fingerprint 48 bits; two lists that differ have the same with a chance of 2^-48
 * @param version 16 bits, one more with every change, so that a change whose call was late finds another value
 */
record Roster(long fingerprint, int version) {
    private static final int VERSION_BITS = 16;
    private static final int VERSION_MASK = (1 << VERSION_BITS) - 1;

    static Roster of(long registered) {
        return new Roster(registered >>> VERSION_BITS, (int) registered & VERSION_MASK);
    }

    static long fingerprint(Set<UUID> members) {
        long sum = 0;
        for (UUID member : members) {
            sum += mixed(member.getMostSignificantBits() ^ mixed(member.getLeastSignificantBits()));
        }
        return mixed(sum) >>> VERSION_BITS;
    }

    /** The finaliser of MurmurHash3. */
    private static long mixed(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    long packed() {
        return (fingerprint << VERSION_BITS) | version;
    }

    /** Of a cluster that never settled on any list. */
    boolean isEmpty() {
        return packed() == 0;
    }

    Roster moved(long toFingerprint) {
        return new Roster(toFingerprint, (version + 1) & VERSION_MASK);
    }
}
