package io.doorbuster.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.metrics.Metrics;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import io.doorbuster.grid.Outbox;
import io.doorbuster.grid.OutboxReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The outboxes of each member's own entries, as a Jet source. */
public final class OutboxSource<L> {
    /** Events wait at most so long before they are read; it is most of what a checkout waits for the ledger. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final String job;
    private final Outbox<?, L> outbox;
    private final OutboxReader<?, L> reader;

    private OutboxSource(String job, Outbox<?, L> outbox, HazelcastInstance member) {
        this.job = job;
        this.outbox = outbox;
        this.reader = new OutboxReader<>(member, outbox);
    }

    /**
     * A source on each member.
     *
     * @param job names the metrics
     */
    public static <L> StreamSource<L> create(String job, Outbox<?, L> outbox) {
        return SourceBuilder.stream("outboxes", context -> new OutboxSource<>(job, outbox, context.hazelcastInstance()))
                .<L>fillBufferFn(OutboxSource::fill)
                .distributed(1)
                .build();
    }

    private void fill(SourceBuilder.SourceBuffer<L> buffer) {
        List<L> slices = reader.read();
        if (slices.isEmpty()) {
            // The source has a thread of its own; without the pause it would spin.
            LockSupport.parkNanos(IDLE_NANOS);
            return;
        }
        for (L slice : slices) {
            Metrics.metric(job + ".eventsIn").increment(outbox.size(slice));
            buffer.add(slice);
        }
    }
}
