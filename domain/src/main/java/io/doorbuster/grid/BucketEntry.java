package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.inventory.InventoryBucket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The grid's value for one bucket. It is serialised only when the partition moves or a backup is made anew. */
final class BucketEntry implements IdentifiedDataSerializable {
    private @Nullable InventoryBucket bucket;

    BucketEntry() {}

    BucketEntry(InventoryBucket bucket) {
        this.bucket = bucket;
    }

    InventoryBucket bucket() {
        InventoryBucket read = bucket;
        if (read == null) {
            throw new IllegalStateException("the entry was not read yet");
        }
        return read;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        BucketWire.writeSnapshot(out, bucket().snapshot());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        bucket = new InventoryBucket(BucketWire.readSnapshot(in));
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.BUCKET_ENTRY;
    }
}
