package io.doorbuster.pipelines;

import io.doorbuster.grid.Threads;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes steps of watermarks in their order, all that wait in one go, on a thread of its own; a ledger that is away is tried
 * again until it is back. Thread-safe.
 */
final class StepWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepWriter.class);

    /** With the ledger away: some 30 minutes of one busy sale, 2 MB. Past it admission waits for the ledger. */
    static final int MAX_WAITING = 20_000;

    private static final long PAUSE_MILLIS = 200;

    private record Waiting(List<WatermarkStep> steps, CompletableFuture<Void> written) {}

    private final AdmissionSink.StepLedger ledger;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "watermark-writer"));
    private final List<Waiting> waiting = new ArrayList<>();
    private int waitingSteps;
    private boolean writing;

    /** Sales whose steps the ledger will not take. Only the thread's own. */
    private final Set<String> refused = new HashSet<>();

    StepWriter(AdmissionSink.StepLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * Writes steps after all that were given before.
     *
     * @return completes on the writer's thread, once they are written or the ledger has refused them for good
     * @throws IllegalStateException if {@link #MAX_WAITING} is reached
     */
    CompletableFuture<Void> write(List<WatermarkStep> steps) {
        Waiting given = new Waiting(List.copyOf(steps), new CompletableFuture<>());
        synchronized (waiting) {
            if (waitingSteps > MAX_WAITING) {
                throw new IllegalStateException("the ledger lacks " + waitingSteps + " steps of watermarks");
            }
            waiting.add(given);
            waitingSteps += steps.size();
            if (!writing) {
                writing = true;
                thread.execute(this::writeAll);
            }
        }
        return given.written();
    }

    private void writeAll() {
        List<Waiting> all;
        synchronized (waiting) {
            all = List.copyOf(waiting);
        }
        try {
            append(all);
        } catch (RuntimeException away) {
            LOG.warn("the ledger is away, {} or more batches of watermarks wait: {}", all.size(), away.getMessage());
            var unused = thread.schedule(this::writeAll, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        synchronized (waiting) {
            waiting.subList(0, all.size()).clear();
            waitingSteps =
                    waiting.stream().mapToInt(left -> left.steps().size()).sum();
            writing = !waiting.isEmpty();
            if (writing) {
                thread.execute(this::writeAll);
            }
        }
        all.forEach(done -> done.written().complete(null));
    }

    /** All sales together; if the ledger refuses that, each alone, so that one sale's trouble is its own. */
    private void append(List<Waiting> all) {
        List<WatermarkStep> steps = all.stream()
                .flatMap(given -> given.steps().stream())
                .filter(step -> !refused.contains(step.saleId()))
                .toList();
        try {
            ledger.append(steps);
        } catch (IllegalStateException someSaleIsRefused) {
            steps.stream().collect(Collectors.groupingBy(WatermarkStep::saleId)).forEach(this::appendAlone);
        }
    }

    private void appendAlone(String saleId, List<WatermarkStep> steps) {
        try {
            ledger.append(steps);
        } catch (IllegalStateException impossible) {
            // Somebody else has advanced the same sale. Admission goes on, but its history cannot be verified.
            LOG.error(
                    "SEV-1: the ledger refuses the watermarks of sale {}: {}",
                    saleId,
                    impossible.getMessage(),
                    impossible);
            refused.add(saleId);
        }
    }

    /**
     * A write that is under way should have ended before the next run looks how far it came. What is not written by then is
     * lost here, and kept by the grid; see {@link AdmissionSink}.
     */
    @Override
    public void close() {
        Threads.end(thread);
    }
}
