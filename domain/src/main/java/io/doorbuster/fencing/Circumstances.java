package io.doorbuster.fencing;

import java.util.Set;

/**
 * What is the same for all partitions of a member.
 *
 * @param lease the member's own
 * @param former leases that it had, which it no longer acts under
 * @param settled whether the member's list of members can be trusted, see {@link MemberFence}
 */
record Circumstances(
        Lease lease, Set<Integer> former, boolean settled, LeaseWatch watch, FenceTiming timing, long nowNanos) {}
