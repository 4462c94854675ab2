package io.doorbuster.grid;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSummary;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/**
 * What the entry shells share with the member that runs them: its clock, over which partitions it may decide, and which of
 * its entries have work waiting. The last is a hint that saves asking every one; whoever uses it also sweeps all of them now and then.
 * Thread-safe.
 */
public final class GridContext {
    private static final String NAME = GridContext.class.getName();

    private final Clock clock;
    private final ConcurrentMap<BucketKey, BucketSummary> busy = new ConcurrentHashMap<>();
    private final Set<LaneKey> lanesWithPendingEvents = ConcurrentHashMap.newKeySet();
    private volatile PartitionGate gate = PartitionGate.OPEN;
    private volatile Runnable beginningAnew = () -> {};

    private GridContext(Clock clock) {
        this.clock = clock;
    }

    /** Gives the member that will start from {@code config} its clock. */
    public static GridContext install(Config config, Clock clock) {
        GridContext context = new GridContext(clock);
        config.getUserContext().put(NAME, context);
        return context;
    }

    /** The member's context; one on the system's clock if none was installed. */
    public static GridContext of(HazelcastInstance member) {
        // Asked for with each batch; computeIfAbsent alone would lock.
        Object present = member.getUserContext().get(NAME);
        if (present != null) {
            return (GridContext) present;
        }
        return (GridContext) member.getUserContext().computeIfAbsent(NAME, name -> new GridContext(Clock.systemUTC()));
    }

    public Clock clock() {
        return clock;
    }

    /** What the member does when it is ordered to begin anew. */
    public void onBeginAnew(Runnable beginning) {
        beginningAnew = beginning;
    }

    void beginAnew() {
        beginningAnew.run();
    }

    /** From now on entries are worked on where {@code gate} allows it. */
    public void guardBy(PartitionGate gate) {
        this.gate = gate;
    }

    /**
     * Goes before whatever a processor does to an entry.
     *
     * @throws RetryableHazelcastException if another member may own the partition: Hazelcast sends the call again, for as
     *     long as a call may last
     * @throws HazelcastException if that has been so for long: who waits is told at once
     */
    static void requireGate(HazelcastInstance member, String key) {
        GridContext context = of(member);
        if (!context.mayDecide(member, key)) {
            String refusal = "this member may not decide over " + key + " now";
            throw context.gate.isClosedForLong()
                    ? new HazelcastException(refusal)
                    : new RetryableHazelcastException(refusal);
        }
    }

    /** Whether the gate of the entry's partition is open at this moment. */
    boolean mayDecide(HazelcastInstance member, String key) {
        PartitionGate asked = gate;
        return asked == PartitionGate.OPEN
                || asked.mayDecide(
                        member.getPartitionService().getPartition(key).getPartitionId());
    }

    /** Buckets of this member whose clock has something to do at {@code nowMillis}. */
    public List<BucketKey> due(long nowMillis) {
        return where(bucket -> bucket.nextDueAtMillis() <= nowMillis);
    }

    /** Buckets of this member with events that the ledger lacks. */
    public List<BucketKey> withPendingEvents() {
        return where(bucket -> bucket.oldestPendingAtMillis() != Reservation.NEVER);
    }

    /** Lanes of this member with events that the ledger lacks. */
    List<LaneKey> lanesWithPendingEvents() {
        return List.copyOf(lanesWithPendingEvents);
    }

    /** Buckets of this member with units on their way to another bucket. */
    public List<BucketKey> withOpenTransfers() {
        return where(bucket -> bucket.inTransit() > 0);
    }

    private List<BucketKey> where(Predicate<BucketSummary> condition) {
        List<BucketKey> keys = new ArrayList<>();
        busy.forEach((key, summary) -> {
            if (condition.test(summary)) {
                keys.add(key);
            }
        });
        return keys;
    }

    void update(BucketKey key, BucketSummary summary) {
        boolean idle = summary.nextDueAtMillis() == Reservation.NEVER
                && summary.oldestPendingAtMillis() == Reservation.NEVER
                && summary.inTransit() == 0;
        if (idle) {
            busy.remove(key);
        } else {
            busy.put(key, summary);
        }
    }

    void update(LaneKey key, LaneSummary summary) {
        if (Lanes.hasPendingEvents(summary)) {
            lanesWithPendingEvents.add(key);
        } else {
            lanesWithPendingEvents.remove(key);
        }
    }

    void forget(LaneKey key) {
        lanesWithPendingEvents.remove(key);
    }

    /** Drops a bucket that this member no longer owns. */
    public void forget(BucketKey key) {
        busy.remove(key);
    }
}
