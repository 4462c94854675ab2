package io.doorbuster.api.grid;

import io.doorbuster.sale.SaleDefinition;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sales that the grid works on, as of a moment ago. Thread-safe. */
public final class ActiveSales implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveSales.class);

    /** A new sale has nothing to resolve and little to show for so long. */
    private static final long REFRESH_MILLIS = 1_000;

    private final Grid grid;
    private final ScheduledFuture<?> ticks;
    private volatile List<SaleDefinition> sales = List.of();

    /** @param worker its thread may block */
    public ActiveSales(Grid grid, ScheduledExecutorService worker) {
        this.grid = grid;
        this.ticks = worker.scheduleWithFixedDelay(this::refresh, 0, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    public List<SaleDefinition> all() {
        return sales;
    }

    private void refresh() {
        try {
            sales = List.copyOf(grid.sales());
        } catch (RuntimeException e) {
            LOG.debug("the list of sales was not refreshed", e);
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
