package io.doorbuster.sale;

import java.time.Duration;
import java.time.Instant;

/** Where a sale is in its life, as buyers and merchants see it. */
public enum Phase {
    SCHEDULED,
    LOBBY,
    OPEN,
    PAUSED,
    RECOVERING,
    SOLD_OUT,
    ENDED,
    CANCELLED;

    /** The lobby opens this long before the start. */
    public static final Duration LOBBY_TIME = Duration.ofMinutes(10);

    /**
     * The phase at {@code now}.
     *
     * @param installed whether every bucket of the sale is open in the grid
     * @param soldOut whether every unit is sold and paid for
     */
    public static Phase of(SaleDefinition sale, Instant now, boolean installed, boolean soldOut) {
        if (sale.state() == SaleDefinition.Switch.CANCELLED) {
            return CANCELLED;
        }
        if (!now.isBefore(sale.endAt())) {
            return ENDED;
        }
        if (!installed) {
            return RECOVERING;
        }
        if (soldOut) {
            return SOLD_OUT;
        }
        if (sale.state() == SaleDefinition.Switch.PAUSED) {
            return PAUSED;
        }
        if (now.isBefore(sale.startAt())) {
            return now.isBefore(sale.startAt().minus(LOBBY_TIME)) ? SCHEDULED : LOBBY;
        }
        return OPEN;
    }
}
