package io.doorbuster.api.sale;

import io.doorbuster.grid.SaleView;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sale that exists.
 *
 * @param view null when the grid does not work on it: it ended long ago, or it is not back yet
 */
public record KnownSale(SaleDefinition sale, @Nullable SaleView view) {
    public Phase phase(Instant now) {
        return view == null ? Phase.of(sale, now, false, false) : view.phase(now);
    }
}
