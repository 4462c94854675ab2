package io.doorbuster.node;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import io.doorbuster.grid.Outbox;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.ledger.LedgerWriter;
import io.doorbuster.pipelines.LedgerPipeline;
import io.doorbuster.pipelines.LedgerSink;
import io.doorbuster.pipelines.OutboxSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the ledger pipeline running: every member asks for it once a second, and Jet runs it once. */
final class LedgerJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerJob.class);

    /** Under this name a member's user context holds its {@link LedgerWriter}. */
    static final String LEDGER = LedgerWriter.class.getName();

    private final HazelcastInstance member;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "ledger-job"));

    LedgerJob(HazelcastInstance member) {
        this.member = member;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::ensureRunning, 0, 1, TimeUnit.SECONDS);
    }

    private void ensureRunning() {
        try {
            JobConfig config = new JobConfig()
                    .setName(LedgerPipeline.NAME)
                    // The outboxes remember what the ledger lacks; a snapshot would remember it twice.
                    .setProcessingGuarantee(ProcessingGuarantee.NONE)
                    .setAutoScaling(true)
                    .setMetricsEnabled(true);
            member.getJet()
                    .newJobIfAbsent(
                            LedgerPipeline.build(
                                    OutboxSource.create(LedgerPipeline.NAME, Outbox.ofBuckets()),
                                    LedgerSink.create(LedgerPipeline.NAME, Outbox.ofBuckets(), LedgerJob::ledgerOf)),
                            config);
        } catch (RuntimeException failed) {
            LOG.warn("the ledger pipeline could not be started, trying again: {}", failed.toString());
        }
    }

    private static LedgerSink.Ledger<BucketKey, OutboxSlice> ledgerOf(HazelcastInstance member) {
        LedgerWriter writer = (LedgerWriter) member.getUserContext().get(LEDGER);
        if (writer == null) {
            throw new IllegalStateException("this member has no ledger");
        }
        return writer::write;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
