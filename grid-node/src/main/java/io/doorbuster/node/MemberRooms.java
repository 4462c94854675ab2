package io.doorbuster.node;

import io.doorbuster.grid.RoomDirectory;
import io.doorbuster.grid.SaleDirectory;
import io.doorbuster.grid.SaleView;
import io.doorbuster.grid.SaleViews;
import io.doorbuster.grid.Threads;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.pipelines.RoomOpener;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WatermarkStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rooms as admission on this member finds them. A room opens only when the ledger answers: a step that was written and not
 * yet published must be known, or its number would be given out twice. Thread-safe.
 */
final class MemberRooms implements RoomOpener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberRooms.class);

    /** Several times what the control law looks back. */
    private static final Duration RECENT = Duration.ofMinutes(10);

    private static final long COUNT_MILLIS = 1_000;

    private final SaleDirectory sales;
    private final SaleViews views;
    private final RoomDirectory directory;
    private final RoomStore store;
    private final Clock clock;
    private final double paymentsPerSec;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "room-opener"));

    /** Sales that share the provider's rate; at least 1. */
    private volatile long open = 1;

    MemberRooms(
            SaleDirectory sales,
            SaleViews views,
            RoomDirectory directory,
            RoomStore store,
            Clock clock,
            double paymentsPerSec) {
        this.sales = sales;
        this.views = views;
        this.directory = directory;
        this.store = store;
        this.clock = clock;
        this.paymentsPerSec = paymentsPerSec;
        if (paymentsPerSec < GridNode.MAX_PAYMENTS_PER_SEC) {
            var unused = thread.scheduleWithFixedDelay(this::count, 0, COUNT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The provider's rate is for all sales that are open, those without a room too. */
    private void count() {
        try {
            Instant now = clock.instant();
            open = Math.max(
                    1, sales.all().stream().filter(sale -> isOpen(sale, now)).count());
        } catch (RuntimeException e) {
            LOG.debug("sales could not be counted; the last count stays", e);
        }
    }

    private boolean isOpen(SaleDefinition sale, Instant now) {
        return Phase.of(sale, now, true, false) == Phase.OPEN
                && views.view(sale.saleId())
                        .join()
                        .filter(view -> view.phase(now) == Phase.OPEN)
                        .isPresent();
    }

    private double shareOfPayments() {
        return paymentsPerSec / open;
    }

    @Override
    public CompletableFuture<OpenRoom> open(String orgId, String saleId) {
        return CompletableFuture.supplyAsync(() -> read(orgId, saleId), thread);
    }

    private OpenRoom read(String orgId, String saleId) {
        SaleView view = views.view(saleId)
                .join()
                .orElseThrow(() -> new IllegalStateException("the grid has no sale " + saleId));
        DrawSecrets secrets = store.secrets(orgId, saleId)
                .orElseThrow(() -> new IllegalStateException("sale " + saleId + " has no secrets"));
        return new OpenRoom(
                view.sale().fairness().rule() == Fairness.Rule.WEIGHTED,
                secrets,
                latest(orgId, saleId).orElse(null),
                store.stepsSince(orgId, saleId, clock.instant().minus(RECENT).toEpochMilli()),
                new SaleSignals(saleId, views, clock, this::shareOfPayments));
    }

    /** What was written, what was published, and what the grid keeps until it is written: whichever is furthest. */
    private Optional<WatermarkStep> latest(String orgId, String saleId) {
        Stream<WatermarkStep> published = directory.find(saleId).join().stream()
                .filter(room -> room.step() > 0)
                .map(MemberRooms::lastStep);
        Stream<WatermarkStep> kept =
                directory.kept().stream().filter(step -> step.saleId().equals(saleId));
        Stream<WatermarkStep> written = store.latestStep(orgId, saleId).stream();
        return Stream.of(published, kept, written)
                .flatMap(steps -> steps)
                .max(Comparator.comparingLong(WatermarkStep::step));
    }

    private static WatermarkStep lastStep(RoomView room) {
        return new WatermarkStep(
                room.orgId(), room.saleId(), room.step(), room.atMillis(), room.watermark(), room.admitted());
    }

    @Override
    public void close() {
        Threads.end(thread);
    }
}
