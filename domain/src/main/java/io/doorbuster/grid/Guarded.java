package io.doorbuster.grid;

import static java.util.Objects.requireNonNull;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A processor that runs only where the member may decide. What backups replay was decided already. */
final class Guarded<V, R> implements EntryProcessor<String, V, R>, IdentifiedDataSerializable, HazelcastInstanceAware {
    private @Nullable EntryProcessor<String, V, R> guarded;
    private transient @Nullable HazelcastInstance member;

    Guarded() {}

    Guarded(EntryProcessor<String, V, R> guarded) {
        this.guarded = guarded;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public R process(Map.Entry<String, V> entry) {
        GridContext.requireGate(requireNonNull(member, "Hazelcast did not hand its instance over"), entry.getKey());
        return guarded().process(entry);
    }

    @Override
    public @Nullable EntryProcessor<String, V, R> getBackupProcessor() {
        return guarded().getBackupProcessor();
    }

    private EntryProcessor<String, V, R> guarded() {
        return requireNonNull(guarded, "the processor was not read yet");
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeObject(guarded);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        guarded = in.readObject();
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.GUARDED;
    }
}
