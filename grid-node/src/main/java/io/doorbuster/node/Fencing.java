package io.doorbuster.node;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;
import io.doorbuster.fencing.FenceTiming;
import io.doorbuster.grid.GridConfig;
import io.doorbuster.grid.GridContext;
import io.doorbuster.grid.PartitionGate;
import java.util.concurrent.TimeUnit;

/**
 * Whether this member decides under leases of the CP group: where there is one. Without, a split cluster sells from both
 * halves, so that is for a member that is alone by design.
 */
final class Fencing implements AutoCloseable {
    private final FenceDriver driver;
    private final CpKeeper cpKeeper;

    private Fencing(FenceDriver driver, CpKeeper cpKeeper) {
        this.driver = driver;
        this.cpKeeper = cpKeeper;
    }

    /**
     * Closes the gates of a member that is about to start, until {@link #start}.
     *
     * @return whether the member is to be fenced
     * @throws IllegalArgumentException if members would drop each other sooner than a lease ends
     */
    static boolean prepare(Config config, GridContext context) {
        if (!GridConfig.isFenced(config)) {
            return false;
        }
        requireLongerThanALease(config);
        context.guardBy(PartitionGate.CLOSED);
        return true;
    }

    /** Silent members are dropped after one time, unreachable ones after another. */
    private static void requireLongerThanALease(Config config) {
        HazelcastProperties properties = new HazelcastProperties(config);
        long leaseMillis = TimeUnit.NANOSECONDS.toMillis(FenceTiming.DEFAULT.ttlNanos());
        if (properties.getMillis(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS) <= leaseMillis) {
            throw new IllegalArgumentException(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName()
                    + " must be above a lease's " + leaseMillis + " ms");
        }
        // The first failure is not waited for.
        long unreachableMillis = properties.getMillis(ClusterProperty.CONNECTION_MONITOR_INTERVAL)
                * properties.getInteger(ClusterProperty.CONNECTION_MONITOR_MAX_FAULTS);
        if (unreachableMillis < leaseMillis) {
            throw new IllegalArgumentException(ClusterProperty.CONNECTION_MONITOR_INTERVAL.getName() + " times "
                    + ClusterProperty.CONNECTION_MONITOR_MAX_FAULTS.getName() + " must not be below a lease's "
                    + leaseMillis + " ms");
        }
    }

    /** @param lostVote what to do when the CP group has gone on without this member */
    static Fencing start(HazelcastInstance member, GridContext context, Runnable lostVote) {
        // More than half of so many must be there.
        int members = 2 * GridConfig.majority(member.getConfig()) - 1;
        FenceDriver driver = new FenceDriver(member, members, FenceTiming.DEFAULT);
        context.guardBy(driver.gate());
        driver.start();
        CpKeeper cpKeeper = new CpKeeper(member, lostVote);
        cpKeeper.start();
        return new Fencing(driver, cpKeeper);
    }

    /** After the partitions have moved: gives the lease back. */
    void release() {
        cpKeeper.close();
        driver.release();
    }

    @Override
    public void close() {
        driver.close();
    }
}
