package io.doorbuster.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import io.doorbuster.inventory.BucketKey;
import java.util.List;
import java.util.Objects;

/** Which buckets and sales this member owns right now. Thread-safe. */
public final class LocalBuckets {
    private final Member self;
    private final PartitionService partitions;
    private final IMap<String, BucketEntry> buckets;

    /** @param member a member, not a client */
    public LocalBuckets(HazelcastInstance member) {
        this.self = member.getCluster().getLocalMember();
        this.partitions = member.getPartitionService();
        this.buckets = member.getMap(GridConfig.BUCKETS);
    }

    public boolean owns(BucketKey key) {
        return ownsPartitionOf(key.toString());
    }

    /** Whether this member is the one that looks after the sale as a whole. */
    public boolean ownsSale(String saleId) {
        return ownsPartitionOf(saleId);
    }

    private boolean ownsPartitionOf(String key) {
        return Objects.equals(self, partitions.getPartition(key).getOwner());
    }

    /** Every bucket that this member owns; asks each of its partitions, so not for every millisecond. */
    public List<BucketKey> all() {
        return buckets.localKeySet().stream().map(BucketKey::parse).toList();
    }
}
