package io.doorbuster.payment;

import io.doorbuster.sale.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to pay, with all that a provider must know to find it again or to make it.
 *
 * @param amount for all units together
 * @param reservedAt no payment of this reservation can be older
 * @param reference the provider's own name for the payment; null until it is known
 */
public record Payment(
        PaymentKey key,
        String orgId,
        String userId,
        List<Integer> units,
        Money amount,
        Instant reservedAt,
        @Nullable String reference) {
    public Payment {
        units = List.copyOf(units);
    }

    /** With the provider's name for it, if that is news. */
    public Payment named(@Nullable String name) {
        return name == null ? this : new Payment(key, orgId, userId, units, amount, reservedAt, name);
    }
}
