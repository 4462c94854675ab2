package io.doorbuster.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.core.metrics.Metrics;
import com.hazelcast.jet.core.metrics.Unit;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import io.doorbuster.grid.OutboxReader;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.OutboxSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes slices to the ledger and, once it has committed, tells the buckets. A ledger that is away is tried again for a
 * while; then the job fails, and whoever keeps it running starts it anew from what was acknowledged.
 */
public final class LedgerSink {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerSink.class);

    /** Events in one transaction: tens of milliseconds of Postgres. */
    private static final int MAX_EVENTS = 5_000;

    /** Short enough that a member whose ledger is away can still stop soon. */
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What the events are written to. */
    @FunctionalInterface
    public interface Ledger {
        /**
         * Writes all slices in one transaction, skipping what was written before; blocks.
         *
         * @return for each bucket, up to which sequence its events are durable
         */
        Map<BucketKey, Long> write(List<OutboxSlice> slices);
    }

    private final HazelcastInstance member;
    private final Ledger ledger;
    private final List<OutboxSlice> waiting = new ArrayList<>();
    private int waitingEvents;

    private LedgerSink(HazelcastInstance member, Ledger ledger) {
        this.member = member;
        this.ledger = ledger;
    }

    /**
     * A sink on each member.
     *
     * @param ledger finds the member's own ledger; called once on each member
     */
    public static Sink<OutboxSlice> create(FunctionEx<HazelcastInstance, Ledger> ledger) {
        return SinkBuilder.sinkBuilder(
                        "ledger",
                        context ->
                                new LedgerSink(context.hazelcastInstance(), ledger.apply(context.hazelcastInstance())))
                .<OutboxSlice>receiveFn(LedgerSink::receive)
                .flushFn(LedgerSink::flush)
                .preferredLocalParallelism(1)
                .build();
    }

    private void receive(OutboxSlice slice) {
        waiting.add(slice);
        waitingEvents += slice.events().size();
        if (waitingEvents >= MAX_EVENTS) {
            flush();
        }
    }

    private void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        Map<BucketKey, Long> durable = writeWithRetry();
        OutboxReader.acknowledge(member, durable);
        Metrics.metric("ledger.eventsWritten").increment(waitingEvents);
        Metrics.metric("ledger.lag", Unit.MS).set(System.currentTimeMillis() - oldestAtMillis());
        waiting.clear();
        waitingEvents = 0;
    }

    private Map<BucketKey, Long> writeWithRetry() {
        long startedNanos = System.nanoTime();
        while (true) {
            try {
                return ledger.write(waiting);
            } catch (IllegalStateException impossible) {
                // A gap, or a unit that is already sold: trying again cannot help, and somebody must look.
                LOG.error("the ledger refuses events: {}", impossible.getMessage(), impossible);
                throw impossible;
            } catch (RuntimeException away) {
                if (System.nanoTime() - startedNanos > GIVE_UP_NANOS) {
                    throw away;
                }
                LOG.warn("the ledger is away, {} events wait: {}", waitingEvents, away.getMessage());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private long oldestAtMillis() {
        return waiting.stream()
                .mapToLong(slice -> slice.events().get(0).atMillis())
                .min()
                .orElseThrow();
    }
}
