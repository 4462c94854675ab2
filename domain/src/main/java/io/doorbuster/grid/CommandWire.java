package io.doorbuster.grid;

import static io.doorbuster.grid.ReservationWire.readTransfer;
import static io.doorbuster.grid.ReservationWire.writeTransfer;
import static io.doorbuster.grid.Wire.readId;
import static io.doorbuster.grid.Wire.readName;
import static io.doorbuster.grid.Wire.readOptional;
import static io.doorbuster.grid.Wire.readText;
import static io.doorbuster.grid.Wire.writeId;
import static io.doorbuster.grid.Wire.writeName;
import static io.doorbuster.grid.Wire.writeOptional;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Command;
import java.io.IOException;

/** Commands on the wire: a tag, then the fields in the record's order. Tags are never used again for another command. */
final class CommandWire {
    private CommandWire() {}

    static void write(ObjectDataOutput out, Command command) throws IOException {
        if (command instanceof Command.Reserve reserve) {
            out.writeByte(1);
            writeId(out, reserve.id());
            out.writeString(reserve.userId());
            out.writeInt(reserve.quantity());
            out.writeLong(reserve.fingerprint());
        } else if (command instanceof Command.Release release) {
            out.writeByte(2);
            writeId(out, release.reservationId());
            out.writeString(release.userId());
        } else if (command instanceof Command.Find find) {
            out.writeByte(3);
            writeId(out, find.reservationId());
            out.writeString(find.userId());
        } else if (command instanceof Command.StartPayment start) {
            out.writeByte(4);
            writeId(out, start.reservationId());
            out.writeString(start.userId());
            writeId(out, start.attemptId());
            out.writeLong(start.fingerprint());
        } else if (command instanceof Command.RecordPayment payment) {
            out.writeByte(5);
            writeId(out, payment.reservationId());
            out.writeInt(payment.attempt());
            writeName(out, payment.state());
            out.writeBoolean(payment.chargedBeforeDurable());
            out.writeString(payment.reference());
            out.writeString(payment.reason());
        } else if (command instanceof Command.ClaimUnresolved claim) {
            out.writeByte(6);
            out.writeInt(claim.limit());
        } else if (command instanceof Command.Tick) {
            out.writeByte(7);
        } else {
            writeUpkeep(out, command);
        }
    }

    private static void writeUpkeep(ObjectDataOutput out, Command command) throws IOException {
        if (command instanceof Command.Configure configure) {
            out.writeByte(8);
            BucketWire.writeTerms(out, configure.terms());
        } else if (command instanceof Command.SetOpen setOpen) {
            out.writeByte(9);
            out.writeBoolean(setOpen.open());
        } else if (command instanceof Command.Give give) {
            out.writeByte(10);
            out.writeInt(give.to());
        } else if (command instanceof Command.Receive receive) {
            out.writeByte(11);
            writeTransfer(out, receive.transfer());
        } else if (command instanceof Command.Settle settle) {
            out.writeByte(12);
            out.writeInt(settle.generation());
            out.writeInt(settle.to());
            out.writeLong(settle.sequence());
        } else if (command instanceof Command.ReadOpenTransfers) {
            out.writeByte(13);
        } else if (command instanceof Command.ReadOutbox read) {
            out.writeByte(14);
            out.writeLong(read.afterSequence());
            out.writeInt(read.limit());
        } else if (command instanceof Command.Acknowledge acknowledge) {
            out.writeByte(15);
            out.writeLong(acknowledge.sequence());
        } else if (command instanceof Command.ReadReservations read) {
            out.writeByte(16);
            writeOptional(out, read.after(), Wire::writeId);
            out.writeInt(read.limit());
        } else {
            throw new IOException("no tag for " + command);
        }
    }

    static Command read(ObjectDataInput in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case 1 -> new Command.Reserve(readId(in), readText(in), in.readInt(), in.readLong());
            case 2 -> new Command.Release(readId(in), readText(in));
            case 3 -> new Command.Find(readId(in), readText(in));
            case 4 -> new Command.StartPayment(readId(in), readText(in), readId(in), in.readLong());
            case 5 ->
                new Command.RecordPayment(
                        readId(in),
                        in.readInt(),
                        readName(in, AttemptState.class),
                        in.readBoolean(),
                        in.readString(),
                        in.readString());
            case 6 -> new Command.ClaimUnresolved(in.readInt());
            case 7 -> new Command.Tick();
            case 8 -> new Command.Configure(BucketWire.readTerms(in));
            case 9 -> new Command.SetOpen(in.readBoolean());
            case 10 -> new Command.Give(in.readInt());
            case 11 -> new Command.Receive(readTransfer(in));
            case 12 -> new Command.Settle(in.readInt(), in.readInt(), in.readLong());
            case 13 -> new Command.ReadOpenTransfers();
            case 14 -> new Command.ReadOutbox(in.readLong(), in.readInt());
            case 15 -> new Command.Acknowledge(in.readLong());
            case 16 -> new Command.ReadReservations(readOptional(in, Wire::readId), in.readInt());
            default -> throw new IOException("unknown command tag " + tag);
        };
    }
}
