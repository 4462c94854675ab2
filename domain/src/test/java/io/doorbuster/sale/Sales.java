package io.doorbuster.sale;

import java.time.Instant;

/** A sale to test with. */
final class Sales {
    static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    static final Instant END = START.plusSeconds(3_600);

    private Sales() {}

    static SaleDefinition sale(SaleDefinition.Switch state, int buckets) {
        return new SaleDefinition(
                "acme",
                "sal_1",
                1,
                "sku",
                "A thing",
                new Money(1_999, "usd"),
                1_000,
                START,
                END,
                1,
                120,
                Fairness.NONE,
                10_000,
                null,
                Durability.DEFAULT,
                false,
                state,
                null,
                buckets,
                "00",
                START.minusSeconds(86_400));
    }
}
