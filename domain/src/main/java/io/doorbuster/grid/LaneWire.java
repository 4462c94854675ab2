package io.doorbuster.grid;

import static io.doorbuster.grid.LaneStateWire.readTicket;
import static io.doorbuster.grid.LaneStateWire.readTicketId;
import static io.doorbuster.grid.LaneStateWire.readUser;
import static io.doorbuster.grid.LaneStateWire.writeTicket;
import static io.doorbuster.grid.LaneStateWire.writeTicketId;
import static io.doorbuster.grid.LaneStateWire.writeUser;
import static io.doorbuster.grid.Wire.readAll;
import static io.doorbuster.grid.Wire.readName;
import static io.doorbuster.grid.Wire.readText;
import static io.doorbuster.grid.Wire.writeAll;
import static io.doorbuster.grid.Wire.writeName;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneEvent;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import java.io.IOException;

/** What is said to a lane and what it answers: a tag, then the fields in the record's order. Tags are never used again. */
final class LaneWire {
    private LaneWire() {}

    static void writeCommand(ObjectDataOutput out, LaneCommand command) throws IOException {
        if (command instanceof LaneCommand.Join join) {
            out.writeByte(1);
            writeUser(out, join.user());
            out.writeInt(join.weight());
        } else if (command instanceof LaneCommand.Leave leave) {
            out.writeByte(2);
            writeTicketId(out, leave.ticket());
            writeUser(out, leave.user());
        } else if (command instanceof LaneCommand.Bind bind) {
            out.writeByte(3);
            writeTicketId(out, bind.ticket());
            writeUser(out, bind.user());
        } else if (command instanceof LaneCommand.Configure configure) {
            out.writeByte(4);
            LaneStateWire.writeTerms(out, configure.terms());
        } else if (command instanceof LaneCommand.Drain drain) {
            out.writeByte(5);
            out.writeInt(drain.afterNumber());
            out.writeInt(drain.limit());
            out.writeLong(drain.seenLeftRevision());
        } else if (command instanceof LaneCommand.ReadOutbox read) {
            out.writeByte(6);
            out.writeLong(read.afterSequence());
            out.writeInt(read.limit());
        } else if (command instanceof LaneCommand.Acknowledge acknowledge) {
            out.writeByte(7);
            out.writeLong(acknowledge.sequence());
        } else {
            throw new IOException("no tag for " + command);
        }
    }

    static LaneCommand readCommand(ObjectDataInput in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case 1 -> new LaneCommand.Join(readUser(in), in.readInt());
            case 2 -> new LaneCommand.Leave(readTicketId(in), readUser(in));
            case 3 -> new LaneCommand.Bind(readTicketId(in), readUser(in));
            case 4 -> new LaneCommand.Configure(LaneStateWire.readTerms(in));
            case 5 -> new LaneCommand.Drain(in.readInt(), in.readInt(), in.readLong());
            case 6 -> new LaneCommand.ReadOutbox(in.readLong(), in.readInt());
            case 7 -> new LaneCommand.Acknowledge(in.readLong());
            default -> throw new IOException("unknown command tag " + tag);
        };
    }

    static void writeOutcome(ObjectDataOutput out, LaneOutcome outcome) throws IOException {
        if (outcome instanceof LaneOutcome.Joined joined) {
            out.writeByte(1);
            writeTicket(out, joined.ticket());
            out.writeString(joined.chain());
            out.writeBoolean(joined.repeated());
        } else if (outcome instanceof LaneOutcome.Refused refused) {
            out.writeByte(2);
            writeName(out, refused.refusal());
        } else if (outcome instanceof LaneOutcome.Drained drained) {
            out.writeByte(3);
            LaneStateWire.writeArrivals(out, drained.arrivals());
        } else if (outcome instanceof LaneOutcome.Events events) {
            out.writeByte(4);
            writeAll(out, events.events(), (to, event) -> {
                to.writeLong(event.sequence());
                writeTicket(to, event.ticket());
            });
        } else if (outcome instanceof LaneOutcome.Done) {
            out.writeByte(5);
        } else {
            throw new IOException("no tag for " + outcome);
        }
    }

    static LaneOutcome readOutcome(ObjectDataInput in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case 1 -> new LaneOutcome.Joined(readTicket(in), readText(in), in.readBoolean());
            case 2 -> new LaneOutcome.Refused(readName(in, LaneRefusal.class));
            case 3 -> new LaneOutcome.Drained(LaneStateWire.readArrivals(in));
            case 4 -> new LaneOutcome.Events(readAll(in, from -> new LaneEvent(from.readLong(), readTicket(from))));
            case 5 -> new LaneOutcome.Done();
            default -> throw new IOException("unknown outcome tag " + tag);
        };
    }
}
