package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts an entry into the grid where there is none; answers whether it did. */
final class InstallEntry<A> implements EntryProcessor<String, A, Boolean>, IdentifiedDataSerializable {
    private final transient Aggregate<A, ?, ?, ?> kind;
    private @Nullable A installed;

    InstallEntry(Aggregate<A, ?, ?, ?> kind) {
        this(kind, null);
    }

    InstallEntry(Aggregate<A, ?, ?, ?> kind, @Nullable A installed) {
        this.kind = kind;
        this.installed = installed;
    }

    @Override
    public Boolean process(Map.Entry<String, A> entry) {
        A given = installed;
        if (given == null) {
            throw new IllegalStateException("the command was not read yet");
        }
        if (entry.getValue() != null) {
            return false;
        }
        // A copy: without serialisation, primary and caller would share one state.
        entry.setValue(kind.copy(given));
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
        return kind.classIds().install();
    }
}
