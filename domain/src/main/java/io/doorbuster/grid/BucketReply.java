package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Outcome;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes in the order of the commands, and the bucket's summary after them; no summary if there is no such bucket. */
final class BucketReply implements IdentifiedDataSerializable {
    private List<Outcome> outcomes = List.of();
    private @Nullable BucketSummary summary;

    BucketReply() {}

    BucketReply(List<Outcome> outcomes, @Nullable BucketSummary summary) {
        this.outcomes = outcomes;
        this.summary = summary;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    @Nullable
    BucketSummary summary() {
        return summary;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        ReservationWire.writeAll(out, outcomes, OutcomeWire::write);
        out.writeBoolean(summary != null);
        if (summary != null) {
            BucketWire.writeSummary(out, summary);
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        outcomes = ReservationWire.readAll(in, OutcomeWire::read);
        summary = in.readBoolean() ? BucketWire.readSummary(in) : null;
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.BUCKET_REPLY;
    }
}
