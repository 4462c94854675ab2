package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.inventory.Command;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of a batch that changed the primary, with the primary's time, for the backups. */
final class BucketReplay implements EntryProcessor<String, BucketEntry, BucketReply>, IdentifiedDataSerializable {
    private List<Command> commands = List.of();
    private long atMillis;

    BucketReplay() {}

    BucketReplay(List<Command> commands, long atMillis) {
        this.commands = commands;
        this.atMillis = atMillis;
    }

    @Override
    public BucketReply process(Map.Entry<String, BucketEntry> entry) {
        BucketEntry value = entry.getValue();
        if (value != null) {
            commands.forEach(command -> value.bucket().apply(command, atMillis));
            entry.setValue(value);
        }
        return new BucketReply();
    }

    @Override
    public @Nullable EntryProcessor<String, BucketEntry, BucketReply> getBackupProcessor() {
        return null;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        ReservationWire.writeAll(out, commands, CommandWire::write);
        out.writeLong(atMillis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        commands = ReservationWire.readAll(in, CommandWire::read);
        atMillis = in.readLong();
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.BUCKET_REPLAY;
    }
}
