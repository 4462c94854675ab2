package io.doorbuster.fencing;

import java.util.Locale;

/**
 * A linearizable 64-bit register of the CP group. All start at 0.
 *
 * @param number of the lease or the partition
 */
public record Register(Kind kind, int number) {
    /** What registers are about. */
    public enum Kind {
        LEASE_IDS,
        LEASE,
        OWNER,
        ROSTER
    }

    /** Counts the leases that were given out; the first is 1. */
    public static final Register LEASE_IDS = new Register(Kind.LEASE_IDS, 0);

    /** See {@link Roster}. */
    public static final Register ROSTER = new Register(Kind.ROSTER, 0);

    /** See {@link LeaseRecord}. */
    public static Register lease(int leaseId) {
        return new Register(Kind.LEASE, leaseId);
    }

    /** See {@link Ownership}. */
    public static Register owner(int partition) {
        return new Register(Kind.OWNER, partition);
    }

    /** Of the CP object: {@code lease-ids}, {@code roster}, {@code lease/7}, {@code owner/12}. */
    public String name() {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return kind == Kind.LEASE || kind == Kind.OWNER ? name + "/" + number : name;
    }
}
