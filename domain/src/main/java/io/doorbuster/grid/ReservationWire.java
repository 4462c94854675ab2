package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.inventory.Transfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Reservations, events and transfers on the wire between members and clients. */
final class ReservationWire {
    private ReservationWire() {}

    /** Writes one value. */
    interface Writer<T> {
        void write(ObjectDataOutput out, T value) throws IOException;
    }

    /** Reads one value. */
    interface Reader<T> {
        T read(ObjectDataInput in) throws IOException;
    }

    static <T> void writeAll(ObjectDataOutput out, Collection<T> values, Writer<T> writer) throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            writer.write(out, value);
        }
    }

    static <T> List<T> readAll(ObjectDataInput in, Reader<T> reader) throws IOException {
        int size = in.readInt();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(reader.read(in));
        }
        return values;
    }

    static String readText(ObjectDataInput in) throws IOException {
        String text = in.readString();
        if (text == null) {
            throw new IOException("a text is missing");
        }
        return text;
    }

    /** Names, not ordinals: members of two versions must understand each other. */
    static void writeName(ObjectDataOutput out, Enum<?> value) throws IOException {
        out.writeString(value.name());
    }

    static <E extends Enum<E>> E readName(ObjectDataInput in, Class<E> type) throws IOException {
        return Enum.valueOf(type, readText(in));
    }

    static void writeId(ObjectDataOutput out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    static UUID readId(ObjectDataInput in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    static void writeOptionalId(ObjectDataOutput out, @Nullable UUID id) throws IOException {
        out.writeBoolean(id != null);
        if (id != null) {
            writeId(out, id);
        }
    }

    static @Nullable UUID readOptionalId(ObjectDataInput in) throws IOException {
        return in.readBoolean() ? readId(in) : null;
    }

    static void writeReservation(ObjectDataOutput out, Reservation reservation) throws IOException {
        writeId(out, reservation.id());
        out.writeString(reservation.userId());
        writeAll(out, reservation.units(), ObjectDataOutput::writeInt);
        writeName(out, reservation.state());
        out.writeLong(reservation.reservedAtMillis());
        out.writeLong(reservation.expiresAtMillis());
        out.writeLong(reservation.dueAtMillis());
        out.writeInt(reservation.resolveTries());
        out.writeLong(reservation.fingerprint());
        writeAll(out, reservation.attempts(), ReservationWire::writeAttempt);
    }

    static Reservation readReservation(ObjectDataInput in) throws IOException {
        return new Reservation(
                readId(in),
                readText(in),
                readAll(in, ObjectDataInput::readInt),
                readName(in, ReservationState.class),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                readAll(in, ReservationWire::readAttempt));
    }

    private static void writeAttempt(ObjectDataOutput out, Attempt attempt) throws IOException {
        writeId(out, attempt.id());
        out.writeLong(attempt.fingerprint());
        writeName(out, attempt.state());
        out.writeBoolean(attempt.chargedBeforeDurable());
        out.writeString(attempt.reference());
        out.writeString(attempt.reason());
    }

    private static Attempt readAttempt(ObjectDataInput in) throws IOException {
        return new Attempt(
                readId(in),
                in.readLong(),
                readName(in, AttemptState.class),
                in.readBoolean(),
                in.readString(),
                in.readString());
    }

    static void writeEvent(ObjectDataOutput out, Event event) throws IOException {
        out.writeLong(event.sequence());
        out.writeLong(event.atMillis());
        writeName(out, event.type());
        writeReservation(out, event.reservation());
    }

    static Event readEvent(ObjectDataInput in) throws IOException {
        return new Event(in.readLong(), in.readLong(), readName(in, Event.Type.class), readReservation(in));
    }

    static void writeTransfer(ObjectDataOutput out, Transfer transfer) throws IOException {
        out.writeInt(transfer.generation());
        out.writeInt(transfer.from());
        out.writeInt(transfer.to());
        out.writeLong(transfer.sequence());
        writeUnits(out, transfer.units());
    }

    static Transfer readTransfer(ObjectDataInput in) throws IOException {
        return new Transfer(in.readInt(), in.readInt(), in.readInt(), in.readLong(), readUnits(in));
    }

    static void writeUnits(ObjectDataOutput out, RoaringBitmap units) throws IOException {
        units.serialize(out);
    }

    static RoaringBitmap readUnits(ObjectDataInput in) throws IOException {
        RoaringBitmap units = new RoaringBitmap();
        units.deserialize(in);
        return units;
    }
}
