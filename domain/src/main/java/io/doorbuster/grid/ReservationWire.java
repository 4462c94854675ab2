package io.doorbuster.grid;

import static io.doorbuster.grid.Wire.readAll;
import static io.doorbuster.grid.Wire.readBitmap;
import static io.doorbuster.grid.Wire.readId;
import static io.doorbuster.grid.Wire.readName;
import static io.doorbuster.grid.Wire.readText;
import static io.doorbuster.grid.Wire.writeAll;
import static io.doorbuster.grid.Wire.writeBitmap;
import static io.doorbuster.grid.Wire.writeId;
import static io.doorbuster.grid.Wire.writeName;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.inventory.Transfer;
import java.io.IOException;

/** Reservations, events and transfers on the wire between members and clients. */
final class ReservationWire {
    private ReservationWire() {}

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
        writeBitmap(out, transfer.units());
    }

    static Transfer readTransfer(ObjectDataInput in) throws IOException {
        return new Transfer(in.readInt(), in.readInt(), in.readInt(), in.readLong(), readBitmap(in));
    }
}
