package io.doorbuster.inventory;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to pay for a reservation.
 *
 * @param id the checkout command that started it; repeating that command returns this attempt
 * @param fingerprint of what the buyer sent, to refuse the same id with another body
 * @param chargedBeforeDurable whether the provider was asked before the ledger had the order
 * @param reference the provider's name for the payment, once it is known
 * @param reason why it was declined, withdrawn or undone or is unknown, or why its refund failed
 */
public record Attempt(
        UUID id,
        long fingerprint,
        AttemptState state,
        boolean chargedBeforeDurable,
        @Nullable String reference,
        @Nullable String reason) {

    Attempt with(@Nullable String reference, @Nullable String reason) {
        return new Attempt(id, fingerprint, state, chargedBeforeDurable, reference, reason);
    }

    static Attempt start(UUID id, long fingerprint) {
        return new Attempt(id, fingerprint, AttemptState.STARTED, false, null, null);
    }
}
