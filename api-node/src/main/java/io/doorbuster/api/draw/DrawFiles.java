package io.doorbuster.api.draw;

import io.doorbuster.api.draw.DrawLine.End;
import io.doorbuster.api.draw.DrawLine.Sale;
import io.doorbuster.api.draw.DrawLine.Watermark;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Json;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.StreamedBody;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.WatermarkStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Writes draws as NDJSON, a page of the ledger at a time, on threads of its own: a reader may be slow. Thread-safe. */
final class DrawFiles implements AutoCloseable {
    /** Each holds a thread, and a page in memory; a connection to Postgres only while it reads one. */
    static final int MAX_STREAMS = 4;

    /** Some 300 KB as text. */
    private static final int PAGE = 1_000;

    /** A million tickets take seconds; who reads slower than this gives others no place. */
    private static final Duration MAX_DURATION = Duration.ofMinutes(10);

    private final RoomStore rooms;
    private final ThreadPoolExecutor threads;

    DrawFiles(RoomStore rooms) {
        this.rooms = rooms;
        this.threads = new ThreadPoolExecutor(0, MAX_STREAMS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "doorbuster-draw");
            thread.setDaemon(true);
            return thread;
        });
    }

    StreamedBody of(PublishedDraw draw) {
        return out -> {
            try {
                return CompletableFuture.runAsync(() -> write(draw, out), threads);
            } catch (RejectedExecutionException full) {
                throw new Problem(ErrorCode.BACKLOGGED, "as many draws as we can write at a time are under way");
            }
        };
    }

    private void write(PublishedDraw draw, OutputStream out) {
        long endNanos = System.nanoTime() + MAX_DURATION.toNanos();
        try {
            write(List.of(Sale.of(draw)), out);
            SaleDefinition sale = draw.sale();
            int last = draw.steps().size();
            for (int done = 0; done < last; ) {
                int limit = Math.min(PAGE, last - done);
                List<WatermarkStep> steps = rooms.steps(sale.orgId(), sale.saleId(), done, limit);
                write(
                        steps.stream()
                                .map(step -> Watermark.of("watermark", step))
                                .toList(),
                        out);
                done += limit;
                requireInTime(endNanos);
            }
            TicketLines tickets = new TicketLines(rooms, draw, DrawCursor.startOf(sale.saleId(), 0), "ticket");
            while (tickets.hasMore()) {
                write(tickets.next(PAGE), out);
                requireInTime(endNanos);
            }
            write(List.of(new End("end", last, tickets.count(), tickets.chains())), out);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void write(List<? extends DrawLine> lines, OutputStream out) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        for (DrawLine line : lines) {
            page.writeBytes(Json.write(line));
            page.write('\n');
        }
        page.writeTo(out);
    }

    private static void requireInTime(long endNanos) {
        if (System.nanoTime() - endNanos > 0) {
            throw new IllegalStateException("the draw was read too slowly");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
