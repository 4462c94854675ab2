package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes an entry out of the grid if it is at rest, so that nothing is lost; answers whether there is none now. */
final class RemoveEntry<A> implements EntryProcessor<String, A, Boolean>, IdentifiedDataSerializable {
    private final transient Aggregate<A, ?, ?, ?> kind;

    RemoveEntry(Aggregate<A, ?, ?, ?> kind) {
        this.kind = kind;
    }

    @Override
    public Boolean process(Map.Entry<String, A> entry) {
        A present = entry.getValue();
        if (present == null) {
            return true;
        }
        if (!kind.isAtRest(present)) {
            return false;
        }
        removeFrom(entry);
        return true;
    }

    @SuppressWarnings({"DataFlowIssue", "NullAway"}) // Hazelcast's way to remove an entry is to set null.
    private static <A> void removeFrom(Map.Entry<String, @Nullable A> entry) {
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
        return kind.classIds().remove();
    }
}
