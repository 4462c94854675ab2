package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.inventory.InventoryBucket;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a bucket into the grid where there is none; answers whether it did. */
final class InstallBucket implements EntryProcessor<String, BucketEntry, Boolean>, IdentifiedDataSerializable {
    private @Nullable BucketEntry installed;

    InstallBucket() {}

    InstallBucket(InventoryBucket bucket) {
        installed = new BucketEntry(bucket);
    }

    @Override
    public Boolean process(Map.Entry<String, BucketEntry> entry) {
        BucketEntry given = installed;
        if (given == null) {
            throw new IllegalStateException("the command was not read yet");
        }
        if (entry.getValue() != null) {
            return false;
        }
        // A copy: without serialisation, primary and caller would share one state.
        entry.setValue(new BucketEntry(new InventoryBucket(given.bucket().snapshot())));
        return true;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeObject(installed);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        installed = in.readObject();
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.INSTALL_BUCKET;
    }
}
