package io.doorbuster.api.draw;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.sale.KnownSale;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.RoomView;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The draws of sales that are over, ready to be shown; many who look at the same moment share the work. Thread-safe. */
final class DrawArchive {
    /** Counting a million tickets takes Postgres a moment; a page takes far less. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    /** Watermark steps at 12 bytes each, over all sales. */
    private static final long MAX_STEPS = 2L * StepTable.MAX_STEPS;

    /** What a sale without steps weighs, so that their number is bounded too. */
    private static final int LEAST_WEIGHT = 1_000;

    private final Grid grid;
    private final Ledger ledger;
    private final Clock clock;
    private final AsyncCache<String, Optional<PublishedDraw>> draws = Caffeine.newBuilder()
            .maximumWeight(MAX_STEPS)
            .weigher((String id, Optional<PublishedDraw> draw) ->
                    LEAST_WEIGHT + draw.map(found -> found.steps().size()).orElse(0))
            .expireAfterWrite(REMEMBERED)
            .buildAsync();

    DrawArchive(Grid grid, Ledger ledger, Clock clock) {
        this.grid = grid;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Empty while the sale goes on; 503 until the ledger has all tickets. */
    CompletableFuture<Optional<PublishedDraw>> of(KnownSale known) {
        Phase phase = known.phase(clock.instant());
        if (phase != Phase.ENDED && phase != Phase.CANCELLED) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return draws.get(known.sale().saleId(), (id, executor) -> read(known));
    }

    private CompletableFuture<Optional<PublishedDraw>> read(KnownSale known) {
        SaleDefinition sale = known.sale();
        boolean inGrid = known.view() != null;
        CompletableFuture<Long> arrivals = inGrid
                ? requireWritten(sale)
                        .thenCompose(written -> grid.room(sale.saleId()))
                        .thenApply(room -> room.map(RoomView::arrivals).orElse(0L))
                : CompletableFuture.completedFuture(0L);
        return arrivals.thenCompose(expected -> ledger.rooms(rooms -> read(rooms, sale, expected)));
    }

    /** What admission has not drained yet it has not counted either; the lanes themselves know. */
    private CompletableFuture<@Nullable Void> requireWritten(SaleDefinition sale) {
        List<CompletableFuture<LaneOutcome>> lanes = IntStream.range(0, LaneKey.LANES)
                .mapToObj(lane ->
                        grid.submit(new LaneKey(sale.orgId(), sale.saleId(), lane), new LaneCommand.ReadOutbox(0, 1)))
                .toList();
        return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).thenRun(() -> {
            for (CompletableFuture<LaneOutcome> lane : lanes) {
                if (lane.join() instanceof LaneOutcome.Events pending
                        && !pending.events().isEmpty()) {
                    throw incomplete();
                }
            }
        });
    }

    private static Optional<PublishedDraw> read(RoomStore rooms, SaleDefinition sale, long arrivals) {
        return rooms.secrets(sale.orgId(), sale.saleId()).map(secrets -> {
            if (rooms.ticketCount(sale.orgId(), sale.saleId()) < arrivals) {
                throw incomplete();
            }
            return new PublishedDraw(sale, secrets, StepTable.read(rooms, sale));
        });
    }

    private static Problem incomplete() {
        return new Problem(
                ErrorCode.UNAVAILABLE, "the last tickets are on their way to the ledger; come again in a moment");
    }
}
