package io.doorbuster.api.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.doorbuster.api.http.WireId;
import io.doorbuster.ledger.ReconciliationStore.Repair;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.sale.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a payment, and what was done about it, as it goes over the wire.
 *
 * @param id of the order
 * @param payment the provider's name for it
 * @param done null, as is {@code doneAt}, while nothing was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RepairBody(
        String kind,
        @Nullable String id,
        @Nullable String payment,
        Money amount,
        Instant foundAt,
        @Nullable String done,
        @Nullable Instant doneAt) {
    static RepairBody of(Repair repair) {
        return new RepairBody(
                repair.finding().kind(),
                PaymentKey.parse(repair.finding().paymentKey())
                        .map(key -> WireId.order(key.reservationId()))
                        .orElse(null),
                repair.finding().reference(),
                repair.finding().amount(),
                repair.finding().foundAt(),
                repair.done(),
                repair.doneAt());
    }
}
