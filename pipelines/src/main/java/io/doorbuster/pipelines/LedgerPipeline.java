package io.doorbuster.pipelines;

import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.StreamSource;

/**
 * Carries every event from the outboxes to the ledger: each member drains its own partitions' entries into its own
 * connection, and nothing crosses the network in between. Delivery is at least once; the ledger makes it exactly once.
 */
public final class LedgerPipeline {
    /** Name of the job that carries the buckets' events. */
    public static final String NAME = "ledger";

    /** Name of the job that carries the lanes' events. */
    public static final String TICKETS = "tickets";

    private LedgerPipeline() {}

    public static <L> Pipeline build(StreamSource<L> outboxes, Sink<L> ledger) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(outboxes)
                .withoutTimestamps()
                .setLocalParallelism(1)
                .setName("drain outboxes")
                .writeTo(ledger)
                .setLocalParallelism(1)
                .setName("write ledger");
        return pipeline;
    }
}
