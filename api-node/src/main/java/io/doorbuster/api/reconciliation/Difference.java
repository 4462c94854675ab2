package io.doorbuster.api.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where grid, ledger and payment provider do not say the same.
 *
 * @param kind one of {@link Kind#word()}
 * @param id of the reservation or order, or the unit's number
 * @param grid what the grid says; so the ledger and the provider
 * @param payment the provider's name for the payment
 * @param repair when the run after the sale found it, and what it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Difference(
        String kind,
        String id,
        @Nullable String grid,
        @Nullable String ledger,
        @Nullable String provider,
        @Nullable String payment,
        @Nullable Noted repair) {
    enum Kind {
        MISSING_IN_LEDGER,
        MISSING_IN_GRID,
        STATE_DIFFERS,
        UNITS_DIFFER,
        UNIT_SOLD_TWICE,
        /** An order, or the owner of its units, that is not what the ledger's own reservation says. */
        ORDER_DIFFERS,
        /** Units that are in no state, or in two. */
        SUM_DIFFERS,
        /** The provider moved money that pays for no order. */
        CHARGED_WITHOUT_ORDER,
        /** An order is paid, and the provider moved no money for it. */
        ORDER_WITHOUT_CHARGE,
        AMOUNT_DIFFERS,
        /** The provider moved money for an order that another payment has paid. */
        CHARGED_TWICE,
        /** The provider keeps a buyer's money reserved, and no order stands behind it. */
        AUTHORISED_WITHOUT_ORDER,
        /** Refunded on one side only. */
        REFUND_DIFFERS,
        PROVIDER_UNAVAILABLE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param done null, as is {@code doneAt}, while nothing was */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Noted(
            Instant foundAt,
            @Nullable String done,
            @Nullable Instant doneAt) {}

    static Difference of(Kind kind, String id, @Nullable Object grid, @Nullable Object ledger) {
        return new Difference(
                kind.word(),
                id,
                grid == null ? null : grid.toString(),
                ledger == null ? null : ledger.toString(),
                null,
                null,
                null);
    }

    static Difference ofProvider(Kind kind, String id, String provider) {
        return new Difference(kind.word(), id, null, null, provider, null, null);
    }
}
