package io.doorbuster.payment;

import io.doorbuster.sale.Money;
import java.util.List;

/**
 * What the provider needs to charge a buyer.
 *
 * @param amount for all units together
 * @param paymentMethod the provider's name for the buyer's means of payment, as the buyer sent it
 */
public record PaymentRequest(
        PaymentKey key, String orgId, String userId, List<Integer> units, Money amount, String paymentMethod) {
    public PaymentRequest {
        units = List.copyOf(units);
    }
}
