package io.doorbuster.grid;

import static io.doorbuster.grid.Wire.readAll;
import static io.doorbuster.grid.Wire.readBitmap;
import static io.doorbuster.grid.Wire.readName;
import static io.doorbuster.grid.Wire.writeAll;
import static io.doorbuster.grid.Wire.writeBitmap;
import static io.doorbuster.grid.Wire.writeName;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketSnapshot;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.sale.SaleDefinition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A bucket's state on the wire, when it is installed or moves to another member, and its summary. */
final class BucketWire {
    private BucketWire() {}

    static void writeTerms(ObjectDataOutput out, BucketTerms terms) throws IOException {
        out.writeInt(terms.version());
        out.writeInt(terms.bucket());
        out.writeInt(terms.buckets());
        out.writeInt(terms.stock());
        out.writeLong(terms.startAtMillis());
        out.writeLong(terms.endAtMillis());
        out.writeInt(terms.perUserCap());
        out.writeLong(terms.holdMillis());
        out.writeBoolean(terms.resellRefunded());
        writeName(out, terms.state());
    }

    static BucketTerms readTerms(ObjectDataInput in) throws IOException {
        return new BucketTerms(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readBoolean(),
                readName(in, SaleDefinition.Switch.class));
    }

    static void writeBucket(ObjectDataOutput out, InventoryBucket bucket) throws IOException {
        BucketSnapshot snapshot = bucket.snapshot();
        writeTerms(out, snapshot.terms());
        out.writeInt(snapshot.generation());
        out.writeLong(snapshot.nowMillis());
        out.writeBoolean(snapshot.open());
        out.writeBoolean(snapshot.recovered());
        writeBitmap(out, snapshot.free());
        writeAll(out, snapshot.reservations(), ReservationWire::writeReservation);
        writeAll(out, snapshot.closed(), Wire::writeId);
        out.writeLong(snapshot.lastSequence());
        writeAll(out, snapshot.pending(), ReservationWire::writeEvent);
        writeAll(out, snapshot.openTransfers(), ReservationWire::writeTransfer);
        writeSequences(out, snapshot.sentThrough());
        writeSequences(out, snapshot.receivedThrough());
        out.writeLong(snapshot.counters().reservations());
        out.writeLong(snapshot.counters().paid());
        out.writeLong(snapshot.counters().abandoned());
        out.writeLong(snapshot.counters().declined());
    }

    static InventoryBucket readBucket(ObjectDataInput in) throws IOException {
        return new InventoryBucket(new BucketSnapshot(
                readTerms(in),
                in.readInt(),
                in.readLong(),
                in.readBoolean(),
                in.readBoolean(),
                readBitmap(in),
                readAll(in, ReservationWire::readReservation),
                readAll(in, Wire::readId),
                in.readLong(),
                readAll(in, ReservationWire::readEvent),
                readAll(in, ReservationWire::readTransfer),
                readSequences(in),
                readSequences(in),
                new BucketCounters(in.readLong(), in.readLong(), in.readLong(), in.readLong())));
    }

    private static void writeSequences(ObjectDataOutput out, Map<Integer, Long> sequences) throws IOException {
        writeAll(out, sequences.entrySet(), (to, entry) -> {
            to.writeInt(entry.getKey());
            to.writeLong(entry.getValue());
        });
    }

    private static Map<Integer, Long> readSequences(ObjectDataInput in) throws IOException {
        Map<Integer, Long> sequences = new HashMap<>();
        readAll(in, from -> sequences.put(from.readInt(), from.readLong()));
        return sequences;
    }

    static void writeSummary(ObjectDataOutput out, BucketSummary summary) throws IOException {
        out.writeInt(summary.bucket());
        out.writeInt(summary.generation());
        out.writeBoolean(summary.open());
        out.writeInt(summary.termsVersion());
        out.writeInt(summary.free());
        out.writeInt(summary.held());
        out.writeInt(summary.paying());
        out.writeInt(summary.unknown());
        out.writeInt(summary.sold());
        out.writeInt(summary.settled());
        out.writeInt(summary.inTransit());
        out.writeLong(summary.reservations());
        out.writeLong(summary.paid());
        out.writeLong(summary.abandoned());
        out.writeLong(summary.declined());
        out.writeLong(summary.lastSequence());
        out.writeLong(summary.durableSequence());
        out.writeLong(summary.oldestPendingAtMillis());
        out.writeLong(summary.nextDueAtMillis());
        out.writeLong(summary.atMillis());
    }

    static BucketSummary readSummary(ObjectDataInput in) throws IOException {
        return new BucketSummary(
                in.readInt(),
                in.readInt(),
                in.readBoolean(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
