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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
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
         * @throws IllegalStateException if some bucket's events can never be written
         * @throws RuntimeException any other, if the ledger is away
         */
        Map<BucketKey, Long> write(List<OutboxSlice> slices);
    }

    private final HazelcastInstance member;
    private final Ledger ledger;
    private final List<OutboxSlice> waiting = new ArrayList<>();
    private int waitingEvents;

    /** Buckets whose events the ledger will not take; until the job is started anew they are left out. */
    private final Set<BucketKey> refused = new HashSet<>();

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
                return write();
            } catch (RuntimeException away) {
                if (System.nanoTime() - startedNanos > GIVE_UP_NANOS) {
                    throw away;
                }
                LOG.warn("the ledger is away, {} events wait: {}", waitingEvents, away.getMessage());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** All buckets together; if the ledger refuses that, each alone, so that one sale's trouble is its own. */
    private Map<BucketKey, Long> write() {
        List<OutboxSlice> writable =
                waiting.stream().filter(slice -> !refused.contains(slice.key())).toList();
        try {
            return ledger.write(writable);
        } catch (IllegalStateException someBucketIsRefused) {
            Map<BucketKey, Long> durable = new HashMap<>();
            writable.stream()
                    .collect(Collectors.groupingBy(OutboxSlice::key))
                    .forEach((key, slices) -> durable.putAll(writeAlone(key, slices)));
            return durable;
        }
    }

    private Map<BucketKey, Long> writeAlone(BucketKey key, List<OutboxSlice> slices) {
        try {
            return ledger.write(slices);
        } catch (IllegalStateException impossible) {
            // A gap, or a unit that is sold already. Trying again cannot help; its outbox fills up, and then the bucket
            // sells no more. Somebody must look, and start the job anew.
            LOG.error(
                    "SEV-1: the ledger refuses the events of bucket {}: {}", key, impossible.getMessage(), impossible);
            refused.add(key);
            return Map.of();
        }
    }

    private long oldestAtMillis() {
        return waiting.stream()
                .mapToLong(slice -> slice.events().get(0).atMillis())
                .min()
                .orElseThrow();
    }
}
