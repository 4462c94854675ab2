package io.doorbuster.embedded.demo;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Shows a crowd's progress until it is finished: on a terminal a block that is drawn again four times a second, else a
 * plain line every second. Polls and draws on one thread of its own.
 */
final class LiveDisplay {
    /** The merchant's counts are 200 ms old at most; drawing faster would show nothing new. */
    static final int POLL_MILLIS = 250;

    static final int PLAIN_LINE_MILLIS = 1_000;

    private final Crowd crowd;
    private final SaleWatch watch;
    private final PrintStream out;
    private final boolean terminal;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("display", true));
    private final long startedNanos = System.nanoTime();

    private SaleCounts counts;
    private long lastRequests;
    private long lastAdmitted;
    private long lastNanos = startedNanos;
    private int linesDrawn;

    LiveDisplay(Crowd crowd, SaleWatch watch, PrintStream out, boolean terminal) {
        this.crowd = crowd;
        this.watch = watch;
        this.out = out;
        this.terminal = terminal;
        this.counts = SaleCounts.none(crowd.plan().stock());
    }

    void start() {
        int period = terminal ? POLL_MILLIS : PLAIN_LINE_MILLIS;
        var unused = thread.scheduleAtFixedRate(this::draw, 0, period, TimeUnit.MILLISECONDS);
    }

    private void draw() {
        try {
            Progress progress = progress();
            if (terminal) {
                redraw(Frame.block(progress, true));
            } else {
                out.println(Frame.line(progress));
            }
            out.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Progress progress() throws InterruptedException {
        @Nullable SaleCounts read = watch.read();
        if (read != null) {
            counts = read;
        }
        long now = System.nanoTime();
        long requests = crowd.requests();
        double seconds = Math.max(0.001, (now - lastNanos) / 1e9);
        long rate = Math.round((requests - lastRequests) / seconds);
        lastRequests = requests;
        lastNanos = now;
        long admitted = counts.room().admitted();
        long admittedRate = Math.round((admitted - lastAdmitted) / seconds);
        lastAdmitted = admitted;
        Histogram recent = crowd.latencies().drain();
        return new Progress(
                counts,
                crowd.plan().room(),
                crowd.plan().buyers(),
                crowd.buyersDone(),
                crowd.buyersWaiting(),
                admittedRate,
                requests,
                rate,
                recent.getValueAtPercentile(50) / 1000.0,
                recent.getValueAtPercentile(99) / 1000.0,
                TimeUnit.NANOSECONDS.toMillis(now - startedNanos));
    }

    /** Moves the cursor up over the last block and writes the new one, clearing each line's rest. */
    private void redraw(List<String> lines) {
        StringBuilder screen = new StringBuilder();
        if (linesDrawn > 0) {
            screen.append("\u001b[").append(linesDrawn).append('A');
        }
        lines.forEach(line -> screen.append('\r').append(line).append("\u001b[K\n"));
        linesDrawn = lines.size();
        out.print(screen);
    }

    /** Draws the last state and stops. */
    void finish() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
            thread.shutdownNow();
        } else {
            draw();
        }
    }
}
