package io.doorbuster.node;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a member leaves without a pause for buyers. Hazelcast's own shutdown refuses every call from its beginning, and moves
 * the partitions after that. A member without data works on until the last of its partitions has gone.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    /** Partitions move within seconds; a member that waits longer is in nobody's interest. */
    private static final long MOVED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(45);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Departure() {}

    /** Blocks until this member owns no partition, or there is nobody to take them. */
    static void moveOut(HazelcastInstance member) {
        if (!member.getLifecycleService().isRunning()) {
            return; // it has ended by itself
        }
        boolean isAlone = member.getCluster().getMembers().stream()
                        .filter(one -> !one.isLiteMember())
                        .count()
                <= 1;
        if (isAlone) {
            return;
        }
        try {
            member.getCluster().demoteLocalDataMember();
        } catch (RuntimeException refused) {
            LOG.info("partitions move while calls are refused: {}", refused.toString());
            return;
        }
        long endNanos = System.nanoTime() + MOVED_WITHIN_NANOS;
        while (ownsAny(member) && System.nanoTime() - endNanos < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean ownsAny(HazelcastInstance member) {
        return member.getPartitionService().getPartitions().stream()
                .map(Partition::getOwner)
                .anyMatch(owner -> owner != null && owner.localMember());
    }
}
