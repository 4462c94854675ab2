package io.doorbuster.api.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where grid and ledger do not say the same.
 *
 * @param kind one of {@link Kind#word()}
 * @param id of the reservation, or the unit's number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Difference(
        String kind,
        String id,
        @Nullable String grid,
        @Nullable String ledger) {
    enum Kind {
        MISSING_IN_LEDGER,
        MISSING_IN_GRID,
        STATE_DIFFERS,
        UNITS_DIFFER,
        UNIT_SOLD_TWICE,
        /** An order, or the owner of its units, that is not what the ledger's own reservation says. */
        ORDER_DIFFERS,
        /** Units that are in no state, or in two. */
        SUM_DIFFERS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Difference of(Kind kind, String id, @Nullable Object grid, @Nullable Object ledger) {
        return new Difference(
                kind.word(), id, grid == null ? null : grid.toString(), ledger == null ? null : ledger.toString());
    }
}
