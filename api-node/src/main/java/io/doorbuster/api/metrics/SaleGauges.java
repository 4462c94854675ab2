package io.doorbuster.api.metrics;

import io.doorbuster.api.grid.ActiveSales;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.grid.SaleView;
import io.doorbuster.sale.SaleDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gauge per figure and running sale. Thread-safe. */
public final class SaleGauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SaleGauges.class);

    static final long REFRESH_MILLIS = 1_000;

    /** Ten figures each: what a Prometheus takes from one node without a thought. */
    static final int MAX_SALES = 100;

    /** A sale that is over keeps its figures until the last scrape has seen them. */
    static final Duration SHOWN_AFTER_END = Duration.ofMinutes(15);

    private record Figure(MultiGauge gauge, ToDoubleFunction<SaleView> value) {}

    private final Grid grid;
    private final ActiveSales sales;
    private final Clock clock;
    private final List<Figure> figures;
    private final ScheduledFuture<?> ticks;

    public SaleGauges(
            Grid grid, ActiveSales sales, MeterRegistry meters, ScheduledExecutorService ticker, Clock clock) {
        this.grid = grid;
        this.sales = sales;
        this.clock = clock;
        this.figures = figures(meters);
        this.ticks = ticker.scheduleWithFixedDelay(this::tick, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static List<Figure> figures(MeterRegistry meters) {
        return List.of(
                figure(meters, "stock", view -> view.sale().stock()),
                figure(meters, "free", SaleView::free),
                figure(meters, "held", SaleView::held),
                figure(meters, "paying", SaleView::paying),
                figure(meters, "unknown", SaleView::unknown),
                figure(meters, "sold", SaleView::sold),
                figure(
                        meters,
                        "oversold",
                        view -> Math.max(0, view.sold() - view.sale().stock())),
                figure(meters, "reservations", SaleView::reservations),
                figure(meters, "declined", SaleView::declined),
                figure(meters, "abandoned", SaleView::abandoned),
                figure(meters, "ledger.lag.seconds", view -> view.ledgerLagMillis() / 1_000.0));
    }

    private static Figure figure(MeterRegistry meters, String name, ToDoubleFunction<SaleView> value) {
        return new Figure(MultiGauge.builder("doorbuster.sale." + name).register(meters), value);
    }

    private void tick() {
        try {
            Instant now = clock.instant();
            List<CompletableFuture<Optional<SaleView>>> views = sales.all().stream()
                    .filter(sale -> isShown(sale, now))
                    .limit(MAX_SALES)
                    .map(sale -> grid.view(sale.saleId()).exceptionally(away -> Optional.empty()))
                    .toList();
            CompletableFuture<?> unusedShow = CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
                    .thenRun(() -> show(views.stream()
                            .map(CompletableFuture::join)
                            .flatMap(Optional::stream)
                            .toList()));
        } catch (RuntimeException e) {
            LOG.warn("the gauges of the sales were not refreshed", e);
        }
    }

    private static boolean isShown(SaleDefinition sale, Instant now) {
        return !now.isBefore(sale.startAt()) && now.isBefore(sale.endAt().plus(SHOWN_AFTER_END));
    }

    private void show(List<SaleView> views) {
        for (Figure figure : figures) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            for (SaleView view : views) {
                Tags tags = Tags.of(
                        "org_id", view.sale().orgId(), "sale_id", view.sale().saleId());
                rows.add(MultiGauge.Row.of(tags, figure.value().applyAsDouble(view)));
            }
            figure.gauge().register(rows, true);
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
