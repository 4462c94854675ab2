package io.doorbuster.pipelines;

import com.hazelcast.jet.core.metrics.Metrics;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import io.doorbuster.grid.OutboxReader;
import io.doorbuster.inventory.OutboxSlice;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The outboxes of each member's own buckets, as a Jet source. */
public final class OutboxSource {
    /** Events wait at most so long before they are read; it is most of what a checkout waits for the ledger. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final OutboxReader reader;

    private OutboxSource(OutboxReader reader) {
        this.reader = reader;
    }

    public static StreamSource<OutboxSlice> create() {
        return SourceBuilder.stream(
                        "outboxes", context -> new OutboxSource(new OutboxReader(context.hazelcastInstance())))
                .<OutboxSlice>fillBufferFn(OutboxSource::fill)
                .distributed(1)
                .build();
    }

    private void fill(SourceBuilder.SourceBuffer<OutboxSlice> buffer) {
        List<OutboxSlice> slices = reader.read();
        if (slices.isEmpty()) {
            // The source has a thread of its own; without the pause it would spin.
            LockSupport.parkNanos(IDLE_NANOS);
            return;
        }
        for (OutboxSlice slice : slices) {
            Metrics.metric("ledger.eventsIn").increment(slice.events().size());
            buffer.add(slice);
        }
    }
}
