package io.doorbuster.grid;

import static io.doorbuster.grid.Wire.present;
import static io.doorbuster.grid.Wire.readAll;
import static io.doorbuster.grid.Wire.readBitmap;
import static io.doorbuster.grid.Wire.readOptional;
import static io.doorbuster.grid.Wire.readText;
import static io.doorbuster.grid.Wire.writeAll;
import static io.doorbuster.grid.Wire.writeBitmap;
import static io.doorbuster.grid.Wire.writeOptional;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.waitingroom.LaneArrivals;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSnapshot;
import io.doorbuster.waitingroom.LaneSummary;
import io.doorbuster.waitingroom.LaneTerms;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import io.doorbuster.waitingroom.WaitingRoomLane;
import io.doorbuster.waitingroom.Windows;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A lane's state on the wire, when it is installed or moves to another member, and what is read from it. */
final class LaneStateWire {
    private LaneStateWire() {}

    static void writeLane(ObjectDataOutput out, WaitingRoomLane lane) throws IOException {
        LaneSnapshot snapshot = lane.snapshot();
        writeTerms(out, snapshot.terms());
        out.writeIntArray(snapshot.generationStarts());
        out.writeLong(snapshot.nowMillis());
        out.writeInt(snapshot.closedThrough());
        out.writeLong(snapshot.epochMillis());
        out.writeLongArray(snapshot.userHigh());
        out.writeLongArray(snapshot.userLow());
        out.writeIntArray(snapshot.windows());
        out.writeIntArray(snapshot.arrivedAfterMillis());
        out.writeShortArray(snapshot.weights());
        out.writeByteArray(snapshot.rejoins());
        writeBitmap(out, snapshot.left());
        out.writeLong(snapshot.leftRevision());
        writeAll(out, snapshot.bound().entrySet(), (to, bound) -> {
            to.writeInt(bound.getKey());
            writeUser(to, bound.getValue());
        });
        out.writeLong(snapshot.lastSequence());
        out.writeIntArray(snapshot.pending());
    }

    static WaitingRoomLane readLane(ObjectDataInput in) throws IOException {
        return new WaitingRoomLane(new LaneSnapshot(
                readTerms(in),
                present(in.readIntArray()),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                present(in.readLongArray()),
                present(in.readLongArray()),
                present(in.readIntArray()),
                present(in.readIntArray()),
                present(in.readShortArray()),
                present(in.readByteArray()),
                readBitmap(in),
                in.readLong(),
                readBound(in),
                in.readLong(),
                present(in.readIntArray())));
    }

    private static Map<Integer, UserHash> readBound(ObjectDataInput in) throws IOException {
        Map<Integer, UserHash> bound = new HashMap<>();
        readAll(in, from -> bound.put(from.readInt(), readUser(from)));
        return bound;
    }

    static void writeTerms(ObjectDataOutput out, LaneTerms terms) throws IOException {
        out.writeInt(terms.version());
        out.writeString(terms.saleId());
        out.writeInt(terms.lane());
        out.writeLong(terms.windows().startAtMillis());
        out.writeLong(terms.windows().firstMillis());
        out.writeLong(terms.windows().widthMillis());
        out.writeLong(terms.opensAtMillis());
        out.writeLong(terms.endAtMillis());
        out.writeBoolean(terms.cancelled());
    }

    static LaneTerms readTerms(ObjectDataInput in) throws IOException {
        return new LaneTerms(
                in.readInt(),
                readText(in),
                in.readInt(),
                new Windows(in.readLong(), in.readLong(), in.readLong()),
                in.readLong(),
                in.readLong(),
                in.readBoolean());
    }

    static void writeSummary(ObjectDataOutput out, LaneSummary summary) throws IOException {
        out.writeInt(summary.lane());
        out.writeInt(summary.generation());
        out.writeInt(summary.termsVersion());
        out.writeInt(summary.tickets());
        out.writeInt(summary.left());
        out.writeInt(summary.closedThrough());
        out.writeLong(summary.lastSequence());
        out.writeLong(summary.durableSequence());
        out.writeLong(summary.atMillis());
    }

    static LaneSummary readSummary(ObjectDataInput in) throws IOException {
        return new LaneSummary(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    static void writeDrained(ObjectDataOutput out, DrainedLane drained) throws IOException {
        out.writeString(drained.key().toString());
        writeArrivals(out, drained.arrivals());
    }

    static DrainedLane readDrained(ObjectDataInput in) throws IOException {
        return new DrainedLane(LaneKey.parse(readText(in)), readArrivals(in));
    }

    static void writeArrivals(ObjectDataOutput out, LaneArrivals arrivals) throws IOException {
        out.writeInt(arrivals.lane());
        out.writeIntArray(arrivals.generationStarts());
        out.writeInt(arrivals.firstNumber());
        out.writeIntArray(arrivals.windows());
        out.writeShortArray(arrivals.weights());
        out.writeInt(arrivals.closedThrough());
        writeOptional(out, arrivals.left(), Wire::writeBitmap);
        out.writeLong(arrivals.leftRevision());
    }

    static LaneArrivals readArrivals(ObjectDataInput in) throws IOException {
        return new LaneArrivals(
                in.readInt(),
                present(in.readIntArray()),
                in.readInt(),
                present(in.readIntArray()),
                present(in.readShortArray()),
                in.readInt(),
                readOptional(in, Wire::readBitmap),
                in.readLong());
    }

    static void writeTicket(ObjectDataOutput out, Ticket ticket) throws IOException {
        writeTicketId(out, ticket.id());
        writeUser(out, ticket.user());
        out.writeInt(ticket.window());
        out.writeInt(ticket.weight());
        out.writeLong(ticket.arrivedAtMillis());
        out.writeInt(ticket.rejoins());
        out.writeBoolean(ticket.left());
        writeOptional(out, ticket.boundTo(), LaneStateWire::writeUser);
    }

    static Ticket readTicket(ObjectDataInput in) throws IOException {
        return new Ticket(
                readTicketId(in),
                readUser(in),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readBoolean(),
                readOptional(in, LaneStateWire::readUser));
    }

    static void writeTicketId(ObjectDataOutput out, TicketId id) throws IOException {
        out.writeInt(id.lane());
        out.writeInt(id.generation());
        out.writeInt(id.number());
    }

    static TicketId readTicketId(ObjectDataInput in) throws IOException {
        return new TicketId(in.readInt(), in.readInt(), in.readInt());
    }

    static void writeUser(ObjectDataOutput out, UserHash user) throws IOException {
        out.writeLong(user.high());
        out.writeLong(user.low());
    }

    static UserHash readUser(ObjectDataInput in) throws IOException {
        return new UserHash(in.readLong(), in.readLong());
    }
}
