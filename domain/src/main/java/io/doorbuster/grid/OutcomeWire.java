package io.doorbuster.grid;

import static io.doorbuster.grid.ReservationWire.readReservation;
import static io.doorbuster.grid.ReservationWire.readTransfer;
import static io.doorbuster.grid.ReservationWire.writeReservation;
import static io.doorbuster.grid.ReservationWire.writeTransfer;
import static io.doorbuster.grid.Wire.readAll;
import static io.doorbuster.grid.Wire.readId;
import static io.doorbuster.grid.Wire.readName;
import static io.doorbuster.grid.Wire.writeAll;
import static io.doorbuster.grid.Wire.writeId;
import static io.doorbuster.grid.Wire.writeName;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import java.io.IOException;

/** Outcomes on the wire: a tag, then the fields in the record's order. */
final class OutcomeWire {
    private OutcomeWire() {}

    static void write(ObjectDataOutput out, Outcome outcome) throws IOException {
        if (outcome instanceof Outcome.Accepted accepted) {
            out.writeByte(1);
            writeReservation(out, accepted.reservation());
            out.writeLong(accepted.sequence());
            out.writeBoolean(accepted.repeated());
        } else if (outcome instanceof Outcome.Refused refused) {
            out.writeByte(2);
            writeName(out, refused.refusal());
        } else if (outcome instanceof Outcome.Dry dry) {
            out.writeByte(3);
            out.writeInt(dry.free());
        } else if (outcome instanceof Outcome.CapReached cap) {
            out.writeByte(4);
            out.writeInt(cap.cap());
            writeId(out, cap.latest());
        } else if (outcome instanceof Outcome.Unresolved unresolved) {
            out.writeByte(5);
            writeAll(out, unresolved.reservations(), ReservationWire::writeReservation);
        } else if (outcome instanceof Outcome.Given given) {
            out.writeByte(6);
            writeTransfer(out, given.transfer());
        } else if (outcome instanceof Outcome.OpenTransfers open) {
            out.writeByte(7);
            writeAll(out, open.transfers(), ReservationWire::writeTransfer);
        } else if (outcome instanceof Outcome.Events events) {
            out.writeByte(8);
            writeAll(out, events.events(), ReservationWire::writeEvent);
        } else if (outcome instanceof Outcome.Page page) {
            out.writeByte(9);
            writeAll(out, page.reservations(), ReservationWire::writeReservation);
        } else if (outcome instanceof Outcome.Done) {
            out.writeByte(10);
        } else {
            throw new IOException("no tag for " + outcome);
        }
    }

    static Outcome read(ObjectDataInput in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case 1 -> new Outcome.Accepted(readReservation(in), in.readLong(), in.readBoolean());
            case 2 -> new Outcome.Refused(readName(in, Refusal.class));
            case 3 -> new Outcome.Dry(in.readInt());
            case 4 -> new Outcome.CapReached(in.readInt(), readId(in));
            case 5 -> new Outcome.Unresolved(readAll(in, ReservationWire::readReservation));
            case 6 -> new Outcome.Given(readTransfer(in));
            case 7 -> new Outcome.OpenTransfers(readAll(in, ReservationWire::readTransfer));
            case 8 -> new Outcome.Events(readAll(in, ReservationWire::readEvent));
            case 9 -> new Outcome.Page(readAll(in, ReservationWire::readReservation));
            case 10 -> new Outcome.Done();
            default -> throw new IOException("unknown outcome tag " + tag);
        };
    }
}
