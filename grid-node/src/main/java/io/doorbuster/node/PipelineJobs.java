package io.doorbuster.node;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.pipeline.Pipeline;
import io.doorbuster.grid.Outbox;
import io.doorbuster.grid.Threads;
import io.doorbuster.ledger.LedgerWriter;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.ledger.TicketWriter;
import io.doorbuster.pipelines.AdmissionPipeline;
import io.doorbuster.pipelines.AdmissionSink;
import io.doorbuster.pipelines.LaneSource;
import io.doorbuster.pipelines.LedgerPipeline;
import io.doorbuster.pipelines.LedgerSink;
import io.doorbuster.pipelines.OutboxSource;
import io.doorbuster.pipelines.RoomOpener;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the pipelines running: the oldest member asks for them once a second, and Jet runs each once. */
final class PipelineJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineJobs.class);

    private final HazelcastInstance member;
    private final Map<String, Pipeline> pipelines = Map.of(
            LedgerPipeline.NAME, ledger(),
            LedgerPipeline.TICKETS, tickets(),
            AdmissionPipeline.NAME, admission());
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "pipeline-jobs"));

    /** Gives the member that will start from {@code config} what its part of each pipeline writes to. */
    static void install(Config config, Postgres ledger) {
        put(config, LedgerWriter.class, new LedgerWriter(ledger));
        put(config, TicketWriter.class, new TicketWriter(ledger));
        put(config, RoomStore.class, new RoomStore(ledger));
    }

    PipelineJobs(HazelcastInstance member, RoomOpener opener) {
        this.member = member;
        member.getUserContext().put(RoomOpener.class.getName(), opener);
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::ensureRunning, 0, 1, TimeUnit.SECONDS);
    }

    private void ensureRunning() {
        if (!isOldest()) {
            return;
        }
        pipelines.forEach((name, pipeline) -> {
            try {
                JobConfig config = new JobConfig()
                        .setName(name)
                        // Outboxes and lanes remember what comes next; a snapshot would remember it twice.
                        .setProcessingGuarantee(ProcessingGuarantee.NONE)
                        .setAutoScaling(true)
                        .setMetricsEnabled(true);
                member.getJet().newJobIfAbsent(pipeline, config);
            } catch (RuntimeException failed) {
                LOG.warn("the pipeline {} could not be started, trying again: {}", name, failed.toString());
            }
        });
    }

    /** It coordinates Jet's jobs too. Several that ask at the same moment would fill its log with refusals. */
    private boolean isOldest() {
        return member.getCluster().getMembers().iterator().next().localMember();
    }

    private static Pipeline ledger() {
        return LedgerPipeline.build(
                OutboxSource.create(LedgerPipeline.NAME, Outbox.ofBuckets()),
                LedgerSink.create(
                        LedgerPipeline.NAME, Outbox.ofBuckets(), member -> get(member, LedgerWriter.class)::write));
    }

    private static Pipeline tickets() {
        return LedgerPipeline.build(
                OutboxSource.create(LedgerPipeline.TICKETS, Outbox.ofLanes()),
                LedgerSink.create(
                        LedgerPipeline.TICKETS, Outbox.ofLanes(), member -> get(member, TicketWriter.class)::write));
    }

    private static Pipeline admission() {
        return AdmissionPipeline.build(
                LaneSource.create(),
                member -> get(member, RoomOpener.class),
                AdmissionSink.create(member -> get(member, RoomStore.class)::append));
    }

    private static <T> void put(Config config, Class<T> type, T part) {
        config.getUserContext().put(type.getName(), part);
    }

    private static <T> T get(HazelcastInstance member, Class<T> type) {
        Object part = member.getUserContext().get(type.getName());
        if (part == null) {
            throw new IllegalStateException("this member has no " + type.getSimpleName() + " yet");
        }
        return type.cast(part);
    }

    @Override
    public void close() {
        Threads.end(thread);
    }
}
