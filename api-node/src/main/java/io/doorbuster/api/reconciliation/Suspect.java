package io.doorbuster.api.reconciliation;

import io.doorbuster.inventory.Reservation;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payment that may differ from its order, to be looked at again.
 *
 * @param reference the provider's name for it; null if it is not known to have one
 * @param amount as the provider has it, or the order's if the provider has none
 */
record Suspect(PaymentKey key, @Nullable String reference, Money amount) {
    /** Stands for a buyer whom nobody knows: no call that ends a payment looks at the buyer. */
    private static final String NOBODY = "unknown";

    static Suspect of(PaymentPage.Entry entry) {
        return new Suspect(entry.key(), entry.reference(), entry.amount());
    }

    PaymentPage.Entry entry(PaymentStatus status) {
        return new PaymentPage.Entry(key, reference == null ? "" : reference, status, amount);
    }

    /** As the provider needs it. */
    Payment payment(SaleDefinition sale, @Nullable Reservation ours) {
        return new Payment(
                key,
                sale.orgId(),
                ours == null ? NOBODY : ours.userId(),
                ours == null ? List.of() : ours.units(),
                amount,
                ours == null ? sale.createdAt() : Instant.ofEpochMilli(ours.reservedAtMillis()),
                reference);
    }
}
