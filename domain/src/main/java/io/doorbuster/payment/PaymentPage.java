package io.doorbuster.payment;

import io.doorbuster.sale.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a sale's payments as the provider has them.
 *
 * @param nextCursor of the page that follows; null for the last. A page may be empty and not the last.
 */
public record PaymentPage(List<Entry> payments, @Nullable String nextCursor) {
    public PaymentPage {
        payments = List.copyOf(payments);
    }

    /**
     * A payment in the provider's books.
     *
     * @param amount that was authorised or moved, or would have been
     */
    public record Entry(PaymentKey key, String reference, PaymentStatus status, Money amount) {}
}
