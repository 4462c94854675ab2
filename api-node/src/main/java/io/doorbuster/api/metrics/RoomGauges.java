package io.doorbuster.api.metrics;

import io.doorbuster.api.grid.ActiveSales;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.RoomView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gauge per figure and waiting room, from the lobby on; otherwise as {@link SaleGauges}. Thread-safe. */
public final class RoomGauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoomGauges.class);

    private record Figure(MultiGauge gauge, ToDoubleFunction<RoomView> value) {}

    private final Grid grid;
    private final ActiveSales sales;
    private final Clock clock;
    private final List<Figure> figures;
    private final ScheduledFuture<?> ticks;

    public RoomGauges(
            Grid grid, ActiveSales sales, MeterRegistry meters, ScheduledExecutorService ticker, Clock clock) {
        this.grid = grid;
        this.sales = sales;
        this.clock = clock;
        this.figures = List.of(
                figure(meters, "waiting", RoomView::waiting),
                figure(meters, "admitted", RoomView::admitted),
                figure(meters, "rate", RoomView::admittedPerSec));
        this.ticks = ticker.scheduleWithFixedDelay(
                this::tick, SaleGauges.REFRESH_MILLIS, SaleGauges.REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Figure figure(MeterRegistry meters, String name, ToDoubleFunction<RoomView> value) {
        return new Figure(MultiGauge.builder("doorbuster.room." + name).register(meters), value);
    }

    private void tick() {
        try {
            Instant now = clock.instant();
            List<CompletableFuture<Optional<RoomView>>> views = sales.all().stream()
                    .filter(sale -> isShown(sale, now))
                    .limit(SaleGauges.MAX_SALES)
                    .map(sale -> grid.room(sale.saleId()).exceptionally(away -> Optional.empty()))
                    .toList();
            CompletableFuture<?> unusedShow = CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
                    .thenRun(() -> show(views.stream()
                            .map(CompletableFuture::join)
                            .flatMap(Optional::stream)
                            .toList()));
        } catch (RuntimeException e) {
            LOG.warn("the gauges of the waiting rooms were not refreshed", e);
        }
    }

    private static boolean isShown(SaleDefinition sale, Instant now) {
        return sale.fairness().rule() != Rule.NONE
                && !now.isBefore(sale.startAt().minus(Phase.LOBBY_TIME))
                && now.isBefore(sale.endAt().plus(SaleGauges.SHOWN_AFTER_END));
    }

    private void show(List<RoomView> views) {
        for (Figure figure : figures) {
            List<MultiGauge.Row<?>> rows = views.stream()
                    .<MultiGauge.Row<?>>map(view -> MultiGauge.Row.of(
                            Tags.of("org_id", view.orgId(), "sale_id", view.saleId()),
                            figure.value().applyAsDouble(view)))
                    .toList();
            figure.gauge().register(rows, true);
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
