package io.doorbuster.grid;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WaitingRoomLane;
import io.doorbuster.waitingroom.WatermarkStep;
import java.io.IOException;

/** How the grid carries values that know nothing of it. Type ids are never used again for another class. */
record WireSerializer<T>(int getTypeId, Wire.Writer<T> writer, Wire.Reader<T> reader) implements StreamSerializer<T> {
    static void addTo(SerializationConfig config) {
        add(config, SaleDefinition.class, new WireSerializer<>(5_401, SaleWire::write, SaleWire::read));
        // Buckets and lanes are serialised only when they are installed, when their partition moves or a backup is
        // made.
        add(
                config,
                InventoryBucket.class,
                new WireSerializer<>(5_402, BucketWire::writeBucket, BucketWire::readBucket));
        add(
                config,
                WaitingRoomLane.class,
                new WireSerializer<>(5_403, LaneStateWire::writeLane, LaneStateWire::readLane));
        add(config, RoomView.class, new WireSerializer<>(5_404, RoomWire::writeView, RoomWire::readView));
        add(config, WatermarkStep.class, new WireSerializer<>(5_405, RoomWire::writeStep, RoomWire::readStep));
        add(
                config,
                DrainedLane.class,
                new WireSerializer<>(5_406, LaneStateWire::writeDrained, LaneStateWire::readDrained));
    }

    private static <T> void add(SerializationConfig config, Class<T> type, WireSerializer<T> serializer) {
        config.addSerializerConfig(new SerializerConfig().setTypeClass(type).setImplementation(serializer));
    }

    @Override
    public void write(ObjectDataOutput out, T value) throws IOException {
        writer.write(out, value);
    }

    @Override
    public T read(ObjectDataInput in) throws IOException {
        return reader.read(in);
    }
}
