package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a bucket out of the grid if it is closed and the ledger has all of it; answers whether there is none now. */
final class RemoveBucket implements EntryProcessor<String, BucketEntry, Boolean>, IdentifiedDataSerializable {
    @Override
    public Boolean process(Map.Entry<String, BucketEntry> entry) {
        BucketEntry present = entry.getValue();
        if (present == null) {
            return true;
        }
        if (!present.bucket().isAtRest()) {
            return false;
        }
        removeFrom(entry);
        return true;
    }

    @SuppressWarnings({"DataFlowIssue", "NullAway"}) // Hazelcast's way to remove an entry is to set null.
    private static void removeFrom(Map.Entry<String, @Nullable BucketEntry> entry) {
        entry.setValue(null);
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.REMOVE_BUCKET;
    }
}
