package io.doorbuster.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.PartitionService;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.waitingroom.LaneKey;

/** Which buckets, lanes and sales this member owns right now. Thread-safe. */
public final class LocalPartitions {
    private final PartitionService partitions;

    /** @param member a member, not a client */
    public LocalPartitions(HazelcastInstance member) {
        this.partitions = member.getPartitionService();
    }

    public boolean owns(BucketKey key) {
        return ownsPartitionOf(key.toString());
    }

    public boolean owns(LaneKey key) {
        return ownsPartitionOf(key.toString());
    }

    /** Whether this member is the one that looks after the sale as a whole. */
    public boolean ownsSale(String saleId) {
        return ownsPartitionOf(saleId);
    }

    private boolean ownsPartitionOf(String key) {
        // Not by id: a member that was cut off joins anew under another.
        Member owner = partitions.getPartition(key).getOwner();
        return owner != null && owner.localMember();
    }
}
