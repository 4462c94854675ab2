package io.doorbuster.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import io.doorbuster.grid.Outbox;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pipeline with a source of our own and a ledger that misbehaves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerPipelineIT {
    private static final BucketKey GOOD = new BucketKey("org", "good", 0);
    private static final BucketKey BAD = new BucketKey("org", "bad", 0);

    /** What the ledger under test has taken; static, as Jet serialises what a sink holds. */
    private static final List<OutboxSlice> WRITTEN = new CopyOnWriteArrayList<>();

    private static final Map<BucketKey, AtomicInteger> REFUSALS = new ConcurrentHashMap<>();
    private static final AtomicInteger OUTAGE = new AtomicInteger();

    /** What the source under test emits. */
    private static final List<OutboxSlice> SLICES = new CopyOnWriteArrayList<>();

    private final List<Job> jobs = new ArrayList<>();
    private final HazelcastInstance member = TestMember.start();

    @BeforeEach
    void forget() {
        WRITTEN.clear();
        REFUSALS.clear();
        OUTAGE.set(0);
        SLICES.clear();
    }

    @AfterEach
    void cancel() {
        jobs.forEach(Job::cancel);
        jobs.forEach(job -> await().until(() -> job.getStatus().isTerminal()));
        jobs.clear();
    }

    @AfterAll
    void stop() {
        member.shutdown();
    }

    @Test
    void aLedgerThatIsAwayForAWhileGetsEverythingAfterwards() {
        OUTAGE.set(3);

        run(slice(GOOD, 1), slice(GOOD, 2));

        await().untilAsserted(() -> assertThat(WRITTEN).containsExactly(slice(GOOD, 1), slice(GOOD, 2)));
    }

    @Test
    void oneBucketsTroubleDoesNotStopTheOthers() {
        run(slice(BAD, 1), slice(GOOD, 1), slice(BAD, 2), slice(GOOD, 2));

        await().untilAsserted(() -> assertThat(WRITTEN).containsExactly(slice(GOOD, 1), slice(GOOD, 2)));
        assertThat(REFUSALS.get(BAD)).isNotNull();
    }

    private void run(OutboxSlice... slices) {
        SLICES.addAll(List.of(slices));
        StreamSource<OutboxSlice> source = SourceBuilder.stream("slices", context -> new AtomicInteger())
                .<OutboxSlice>fillBufferFn((next, buffer) -> {
                    if (next.get() < SLICES.size()) {
                        buffer.add(SLICES.get(next.getAndIncrement()));
                    }
                })
                .build();
        Job job = member.getJet()
                .newJob(LedgerPipeline.build(
                        source,
                        LedgerSink.create(
                                LedgerPipeline.NAME, Outbox.ofBuckets(), instance -> LedgerPipelineIT::write)));
        jobs.add(job);
    }

    private static Map<BucketKey, Long> write(List<OutboxSlice> slices) {
        if (OUTAGE.getAndDecrement() > 0) {
            throw new IllegalArgumentException("away");
        }
        if (slices.stream().anyMatch(slice -> slice.key().equals(BAD))) {
            REFUSALS.computeIfAbsent(BAD, key -> new AtomicInteger()).incrementAndGet();
            throw new IllegalStateException("a gap");
        }
        WRITTEN.addAll(slices);
        return slices.stream().collect(Collectors.toMap(OutboxSlice::key, OutboxSlice::lastSequence, Math::max));
    }

    private static OutboxSlice slice(BucketKey key, long sequence) {
        Reservation reservation = new Reservation(
                new UUID(0, sequence), "ann", List.of(1), ReservationState.HELD, 0, 0, 0, 0, 0, List.of());
        return new OutboxSlice(key, List.of(new Event(sequence, 0, Event.Type.RESERVED, reservation)));
    }
}
