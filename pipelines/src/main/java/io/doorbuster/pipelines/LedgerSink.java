package io.doorbuster.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.core.metrics.Metrics;
import com.hazelcast.jet.core.metrics.Unit;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import io.doorbuster.grid.Outbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes slices to the ledger and, once it has committed, tells the entries. A ledger that is away is tried again for a
 * while; then the job fails, and whoever keeps it running starts it anew from what was acknowledged.
 */
public final class LedgerSink<K, L> {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerSink.class);

    /** Events in one transaction: tens of milliseconds of Postgres. */
    private static final int MAX_EVENTS = 5_000;

    /** Short enough that a member whose ledger is away can still stop soon. */
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What the events are written to. */
    @FunctionalInterface
    public interface Ledger<K, L> {
        /**
         * Writes all slices in one transaction, skipping what was written before; blocks.
         *
         * @return for each entry, up to which sequence its events are durable
         * @throws IllegalStateException if some entry's events can never be written
         * @throws RuntimeException any other, if the ledger is away
         */
        Map<K, Long> write(List<L> slices);
    }

    private final HazelcastInstance member;
    private final String job;
    private final Outbox<K, L> outbox;
    private final Ledger<K, L> ledger;
    private final List<L> waiting = new ArrayList<>();
    private int waitingEvents;

    /** Entries whose events the ledger will not take; until the job is started anew they are left out. */
    private final Set<K> refused = new HashSet<>();

    private LedgerSink(HazelcastInstance member, String job, Outbox<K, L> outbox, Ledger<K, L> ledger) {
        this.member = member;
        this.job = job;
        this.outbox = outbox;
        this.ledger = ledger;
    }

    /**
     * A sink on each member.
     *
     * @param job names the metrics
     * @param ledger finds the member's own ledger; called once on each member
     */
    public static <K, L> Sink<L> create(
            String job, Outbox<K, L> outbox, FunctionEx<HazelcastInstance, Ledger<K, L>> ledger) {
        return SinkBuilder.sinkBuilder(
                        job,
                        context -> new LedgerSink<>(
                                context.hazelcastInstance(), job, outbox, ledger.apply(context.hazelcastInstance())))
                .<L>receiveFn(LedgerSink::receive)
                .flushFn(LedgerSink::flush)
                .preferredLocalParallelism(1)
                .build();
    }

    private void receive(L slice) {
        waiting.add(slice);
        waitingEvents += outbox.size(slice);
        if (waitingEvents >= MAX_EVENTS) {
            flush();
        }
    }

    private void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        Map<K, Long> durable = writeWithRetry();
        outbox.acknowledge(member, durable);
        Metrics.metric(job + ".eventsWritten").increment(waitingEvents);
        oldestAtMillis()
                .ifPresent(millis -> Metrics.metric(job + ".lag", Unit.MS).set(System.currentTimeMillis() - millis));
        waiting.clear();
        waitingEvents = 0;
    }

    private Map<K, Long> writeWithRetry() {
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

    /** All entries together; if the ledger refuses that, each alone, so that one sale's trouble is its own. */
    private Map<K, Long> write() {
        List<L> writable = waiting.stream()
                .filter(slice -> !refused.contains(outbox.keyOf(slice)))
                .toList();
        try {
            return ledger.write(writable);
        } catch (IllegalStateException someEntryIsRefused) {
            Map<K, Long> durable = new HashMap<>();
            writable.stream()
                    .collect(Collectors.groupingBy(outbox::keyOf))
                    .forEach((key, slices) -> durable.putAll(writeAlone(key, slices)));
            return durable;
        }
    }

    private Map<K, Long> writeAlone(K key, List<L> slices) {
        try {
            return ledger.write(slices);
        } catch (IllegalStateException impossible) {
            // A gap, or a unit that is sold already. Trying again cannot help; its outbox fills up, and then the entry
            // takes no more. Somebody must look, and start the job anew.
            LOG.error("SEV-1: the ledger refuses the events of {}: {}", key, impossible.getMessage(), impossible);
            refused.add(key);
            return Map.of();
        }
    }

    private OptionalLong oldestAtMillis() {
        return waiting.stream()
                .map(outbox::oldestAtMillis)
                .flatMapToLong(OptionalLong::stream)
                .min();
    }
}
