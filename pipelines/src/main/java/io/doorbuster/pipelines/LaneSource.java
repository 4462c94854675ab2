package io.doorbuster.pipelines;

import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import io.doorbuster.grid.DrainedLane;
import io.doorbuster.grid.LaneReader;
import io.doorbuster.waitingroom.LaneArrivals;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What arrives in the lanes of each member, as a Jet source. It begins at the first ticket with each run of the job. */
public final class LaneSource {
    /** A window is drawn at most so long after its end; each turn may be a replicated change of every lane. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LaneReader reader;

    private LaneSource(LaneReader reader) {
        this.reader = reader;
    }

    public static StreamSource<DrainedLane> create() {
        return SourceBuilder.stream("lanes", context -> new LaneSource(new LaneReader(context.hazelcastInstance())))
                .<DrainedLane>fillBufferFn(LaneSource::fill)
                .distributed(1)
                .build();
    }

    private void fill(SourceBuilder.SourceBuffer<DrainedLane> buffer) {
        boolean more = false;
        for (DrainedLane lane : reader.read()) {
            more |= lane.arrivals().closedThrough() == LaneArrivals.NO_NEWS;
            buffer.add(lane);
        }
        if (!more) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
