package io.doorbuster.pipelines;

import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.StreamSource;
import io.doorbuster.inventory.OutboxSlice;

/**
 * Carries every event from the outboxes to the ledger: each member drains its own partitions' buckets into its own
 * connection, and nothing crosses the network in between. Delivery is at least once; the ledger makes it exactly once.
 */
public final class LedgerPipeline {
    public static final String NAME = "ledger";

    private LedgerPipeline() {}

    public static Pipeline build(StreamSource<OutboxSlice> outboxes, Sink<OutboxSlice> ledger) {
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
