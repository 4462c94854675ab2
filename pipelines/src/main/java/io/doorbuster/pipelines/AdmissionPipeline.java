package io.doorbuster.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.StreamSource;
import io.doorbuster.grid.DrainedLane;

/**
 * Lets people in: each member drains its own lanes, one member works for each sale, and writes what came of it. Nothing is
 * remembered between two runs of the job but the steps of the watermark; all else is read again.
 */
public final class AdmissionPipeline {
    public static final String NAME = "admission";

    private AdmissionPipeline() {}

    /**
     * The pipeline, from what lanes tell to what is published.
     *
     * @param opener finds the member's own; called once on each member
     */
    public static Pipeline build(
            StreamSource<DrainedLane> lanes, FunctionEx<HazelcastInstance, RoomOpener> opener, Sink<RoomNews> rooms) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(lanes)
                .withoutTimestamps()
                .setLocalParallelism(1)
                .setName("drain lanes")
                .groupingKey(DrainedLane::saleId)
                .<RoomNews>customTransform("admit", () -> new AdmissionProcessor(opener))
                // One after the other, as a sale's steps must be written.
                .setLocalParallelism(1)
                .writeTo(rooms)
                .setLocalParallelism(1)
                .setName("publish rooms");
        return pipeline;
    }
}
