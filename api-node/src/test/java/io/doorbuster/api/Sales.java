package io.doorbuster.api;

import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.sale.SaleDefinition.Switch;

/** Sales that differ from others. */
final class Sales {
    private Sales() {}

    static SaleDefinition paused(SaleDefinition sale) {
        return of(sale, sale.orgId(), Switch.PAUSED);
    }

    static SaleDefinition cancelled(SaleDefinition sale) {
        return of(sale, sale.orgId(), Switch.CANCELLED);
    }

    /** The same sale, of another organisation. */
    static SaleDefinition of(SaleDefinition sale, String orgId) {
        return of(sale, orgId, sale.state());
    }

    private static SaleDefinition of(SaleDefinition sale, String orgId, Switch state) {
        return new SaleDefinition(
                orgId,
                sale.saleId(),
                sale.version() + 1,
                sale.skuId(),
                sale.title(),
                sale.price(),
                sale.stock(),
                sale.startAt(),
                sale.endAt(),
                sale.perUserCap(),
                sale.reservationTtlSec(),
                sale.fairness(),
                sale.admissionPerSec(),
                sale.lowStockThreshold(),
                sale.durability(),
                sale.resellRefunded(),
                state,
                sale.message(),
                sale.buckets(),
                sale.drawCommitment(),
                sale.createdAt());
    }
}
