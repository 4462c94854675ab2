package io.doorbuster.payment;

import java.util.Optional;
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

    /** Reads what {@link #toString} wrote; empty for anything else, since others may write into a provider's books. */
    public static Optional<PaymentKey> parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            PaymentKey key = new PaymentKey(parts[0], UUID.fromString(parts[1]), Integer.parseInt(parts[2]));
            return key.attempt() > 0 && key.toString().equals(text) ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
