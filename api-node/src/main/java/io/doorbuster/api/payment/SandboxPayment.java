package io.doorbuster.api.payment;

import org.jspecify.annotations.Nullable;

/**
 * A payment as the sandbox's books have it: one line of its journal.
 *
 * @param key {@link io.doorbuster.payment.PaymentKey#toString()}
 * @param amount in minor units; 0 for a key that was cancelled before it was used
 * @param currency null for a key that was cancelled before it was used
 */
public record SandboxPayment(
        String key,
        State state,
        String reference,
        long amount,
        @Nullable String currency,
        @Nullable String orgId) {
    public enum State {
        ACTION_REQUIRED,
        AUTHORISED,
        CAPTURED,
        DECLINED,
        CANCELLED,
        REFUNDED
    }

    SandboxPayment with(State newState) {
        return new SandboxPayment(key, newState, reference, amount, currency, orgId);
    }
}
