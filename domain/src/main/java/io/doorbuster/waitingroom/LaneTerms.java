package io.doorbuster.waitingroom;

import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;

/**
 * What one lane must know of its sale.
 *
 * @param version of the sale's definition
 * @param opensAtMillis when the lobby opens, in epoch milliseconds
 * @param cancelled whether the merchant has cancelled the sale
 */
public record LaneTerms(
        int version,
        String saleId,
        int lane,
        Windows windows,
        long opensAtMillis,
        long endAtMillis,
        boolean cancelled) {
    public static LaneTerms of(SaleDefinition sale, int lane) {
        return new LaneTerms(
                sale.version(),
                sale.saleId(),
                lane,
                Windows.of(sale),
                sale.startAt().minus(Phase.LOBBY_TIME).toEpochMilli(),
                sale.endAt().toEpochMilli(),
                sale.state() == SaleDefinition.Switch.CANCELLED);
    }
}
