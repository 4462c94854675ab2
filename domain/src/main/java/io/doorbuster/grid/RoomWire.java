package io.doorbuster.grid;

import static io.doorbuster.grid.Wire.present;
import static io.doorbuster.grid.Wire.readAll;
import static io.doorbuster.grid.Wire.readText;
import static io.doorbuster.grid.Wire.writeAll;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RankTable;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WatermarkStep;
import java.io.IOException;

/** What admission publishes, on the wire. */
final class RoomWire {
    private RoomWire() {}

    static void writeView(ObjectDataOutput out, RoomView view) throws IOException {
        out.writeString(view.orgId());
        out.writeString(view.saleId());
        out.writeLong(view.step());
        writePlace(out, view.watermark());
        out.writeLong(view.arrivals());
        out.writeLong(view.admitted());
        out.writeInt(view.closedThrough());
        out.writeIntArray(view.ranks().windows());
        out.writeLongArray(view.ranks().keys());
        out.writeIntArray(view.ranks().ahead());
        out.writeInt(view.ranks().waiting());
        out.writeDouble(view.admittedPerSec());
        out.writeDouble(view.conversion());
        writeAll(out, view.left(), Wire::writeBitmap);
        out.writeByteArray(view.secrets().seed());
        out.writeByteArray(view.secrets().ticketSecret());
        out.writeLong(view.atMillis());
    }

    static RoomView readView(ObjectDataInput in) throws IOException {
        return new RoomView(
                readText(in),
                readText(in),
                in.readLong(),
                readPlace(in),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                new RankTable(
                        present(in.readIntArray()),
                        present(in.readLongArray()),
                        present(in.readIntArray()),
                        in.readInt()),
                in.readDouble(),
                in.readDouble(),
                readAll(in, Wire::readBitmap),
                new DrawSecrets(present(in.readByteArray()), present(in.readByteArray())),
                in.readLong());
    }

    static void writeStep(ObjectDataOutput out, WatermarkStep step) throws IOException {
        out.writeString(step.orgId());
        out.writeString(step.saleId());
        out.writeLong(step.step());
        out.writeLong(step.atMillis());
        writePlace(out, step.watermark());
        out.writeLong(step.admitted());
    }

    static WatermarkStep readStep(ObjectDataInput in) throws IOException {
        return new WatermarkStep(
                readText(in), readText(in), in.readLong(), in.readLong(), readPlace(in), in.readLong());
    }

    private static void writePlace(ObjectDataOutput out, Place place) throws IOException {
        out.writeInt(place.window());
        out.writeLong(place.key());
    }

    private static Place readPlace(ObjectDataInput in) throws IOException {
        return new Place(in.readInt(), in.readLong());
    }
}
