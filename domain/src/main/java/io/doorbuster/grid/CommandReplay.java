package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of a batch that changed the primary, with the primary's time, for the backups. None if it only told. */
final class CommandReplay<A, C, O, S>
        implements EntryProcessor<String, A, BatchReply<A, C, O, S>>, IdentifiedDataSerializable {
    private final transient Aggregate<A, C, O, S> kind;
    private List<C> commands;
    private long atMillis;

    CommandReplay(Aggregate<A, C, O, S> kind) {
        this(kind, List.of(), 0);
    }

    CommandReplay(Aggregate<A, C, O, S> kind, List<C> commands, long atMillis) {
        this.kind = kind;
        this.commands = commands;
        this.atMillis = atMillis;
    }

    @Override
    public BatchReply<A, C, O, S> process(Map.Entry<String, A> entry) {
        A state = entry.getValue();
        if (state != null && !commands.isEmpty()) {
            commands.forEach(command -> kind.apply(state, command, atMillis));
            entry.setValue(state);
        }
        return new BatchReply<>(kind);
    }

    @Override
    public @Nullable EntryProcessor<String, A, BatchReply<A, C, O, S>> getBackupProcessor() {
        return null;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        Wire.writeAll(out, commands, kind::writeCommand);
        out.writeLong(atMillis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        commands = Wire.readAll(in, kind::readCommand);
        atMillis = in.readLong();
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return kind.classIds().replay();
    }
}
