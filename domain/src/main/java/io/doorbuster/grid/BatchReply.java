package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes in the order of the commands, and the entry's summary after them; no summary if there is no such entry. */
final class BatchReply<A, C, O, S> implements IdentifiedDataSerializable {
    private final Aggregate<A, C, O, S> kind;
    private List<O> outcomes;
    private @Nullable S summary;

    BatchReply(Aggregate<A, C, O, S> kind) {
        this(kind, List.of(), null);
    }

    BatchReply(Aggregate<A, C, O, S> kind, List<O> outcomes, @Nullable S summary) {
        this.kind = kind;
        this.outcomes = outcomes;
        this.summary = summary;
    }

    List<O> outcomes() {
        return outcomes;
    }

    @Nullable
    S summary() {
        return summary;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        Wire.writeAll(out, outcomes, kind::writeOutcome);
        Wire.writeOptional(out, summary, kind::writeSummary);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        outcomes = Wire.readAll(in, kind::readOutcome);
        summary = Wire.readOptional(in, kind::readSummary);
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return kind.classIds().reply();
    }
}
