package io.doorbuster.node;

import io.doorbuster.grid.RoomDirectory;
import io.doorbuster.grid.SaleView;
import io.doorbuster.grid.SaleViews;
import io.doorbuster.grid.Threads;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.pipelines.RoomOpener;
import io.doorbuster.sale.Fairness;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WatermarkStep;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Rooms as admission on this member finds them. A room opens only when the ledger answers: a step that was written and not
 * yet published must be known, or its number would be given out twice. Thread-safe.
 */
final class MemberRooms implements RoomOpener, AutoCloseable {
    /** Several times what the control law looks back. */
    private static final Duration RECENT = Duration.ofMinutes(10);

    private final SaleViews views;
    private final RoomDirectory directory;
    private final RoomStore store;
    private final Clock clock;
    private final double paymentsPerSec;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "room-opener"));

    MemberRooms(SaleViews views, RoomDirectory directory, RoomStore store, Clock clock, double paymentsPerSec) {
        this.views = views;
        this.directory = directory;
        this.store = store;
        this.clock = clock;
        this.paymentsPerSec = paymentsPerSec;
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
                new SaleSignals(saleId, views, clock, paymentsPerSec));
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
