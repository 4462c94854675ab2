package io.doorbuster.payment;

import java.util.UUID;

/**
 * Names one attempt to pay, for us and for the provider: the idempotency key.
 *
 * @param attempt 1-based
 */
public record PaymentKey(String saleId, UUID reservationId, int attempt) {
    @Override
    public String toString() {
        return saleId + ":" + reservationId + ":" + attempt;
    }
}
