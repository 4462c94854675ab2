package io.doorbuster.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import io.doorbuster.grid.RoomDirectory;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes rooms, the newest view of each, after their steps are in the ledger. If the ledger takes too long, the steps are
 * kept in the grid, with a backup, until it has them, and buyers do not wait for it.
 */
public final class AdmissionSink {
    /** Longer than a hiccup of Postgres, and well under what a waiting crowd would call a stall. */
    private static final long LEDGER_MILLIS = 1_000;

    /** Where steps are written. */
    @FunctionalInterface
    public interface StepLedger {
        /**
         * Writes all steps in one transaction, skipping what was written before; blocks.
         *
         * @throws IllegalStateException if some sale's steps can never be written
         * @throws RuntimeException any other, if the ledger is away
         */
        void append(List<WatermarkStep> steps);
    }

    private final RoomDirectory directory;
    private final StepWriter writer;
    private final Map<String, RoomView> views = new LinkedHashMap<>();
    private final List<WatermarkStep> steps = new ArrayList<>();

    /** Nobody waits for it meanwhile. */
    private volatile boolean ledgerIsAway;

    private AdmissionSink(HazelcastInstance member, StepLedger ledger) {
        // The sink's own thread waits for the answers; nothing else follows them.
        this.directory = new RoomDirectory(member, Runnable::run);
        this.writer = new StepWriter(ledger);
        List<WatermarkStep> ofEarlierRuns = directory.kept();
        if (!ofEarlierRuns.isEmpty()) {
            releaseOnceWritten(ofEarlierRuns, writer.write(ofEarlierRuns));
        }
    }

    /**
     * A sink on each member.
     *
     * @param ledger finds the member's own ledger; called once on each member
     */
    public static Sink<RoomNews> create(FunctionEx<HazelcastInstance, StepLedger> ledger) {
        return SinkBuilder.sinkBuilder(
                        AdmissionPipeline.NAME,
                        context -> new AdmissionSink(
                                context.hazelcastInstance(), ledger.apply(context.hazelcastInstance())))
                .<RoomNews>receiveFn(AdmissionSink::receive)
                .flushFn(AdmissionSink::flush)
                .destroyFn(sink -> sink.writer.close())
                .preferredLocalParallelism(1)
                .build();
    }

    private void receive(RoomNews news) {
        views.put(news.view().saleId(), news.view());
        if (news.step() != null) {
            steps.add(news.step());
        }
    }

    private void flush() throws InterruptedException, ExecutionException {
        if (!steps.isEmpty()) {
            write(List.copyOf(steps));
            steps.clear();
        }
        List<CompletableFuture<Boolean>> published =
                views.values().stream().map(directory::publish).toList();
        views.clear();
        published.forEach(CompletableFuture::join);
    }

    private void write(List<WatermarkStep> moved) throws InterruptedException, ExecutionException {
        CompletableFuture<Void> written = writer.write(moved);
        try {
            written.get(ledgerIsAway ? 0 : LEDGER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException away) {
            ledgerIsAway = true;
            directory.keep(moved);
            releaseOnceWritten(moved, written);
        }
    }

    private void releaseOnceWritten(List<WatermarkStep> kept, CompletableFuture<Void> written) {
        var unused = written.thenRun(() -> {
            ledgerIsAway = false;
            directory.release(kept);
        });
    }
}
