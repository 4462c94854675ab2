package io.doorbuster.api.reconciliation;

import io.doorbuster.payment.PaymentStatus;
import java.util.Locale;

/** What a provider says of a payment, in a word. */
enum ProviderState {
    ACTION_REQUIRED,
    AUTHORISED,
    CAPTURED,
    REFUNDED,
    DECLINED,
    CANCELLED,
    NOT_FOUND,
    UNKNOWN;

    static ProviderState of(PaymentStatus status) {
        if (status instanceof PaymentStatus.ActionRequired) {
            return ACTION_REQUIRED;
        } else if (status instanceof PaymentStatus.Authorised) {
            return AUTHORISED;
        } else if (status instanceof PaymentStatus.Captured) {
            return CAPTURED;
        } else if (status instanceof PaymentStatus.Refunded) {
            return REFUNDED;
        } else if (status instanceof PaymentStatus.Declined) {
            return DECLINED;
        } else if (status instanceof PaymentStatus.Cancelled) {
            return CANCELLED;
        }
        return status instanceof PaymentStatus.NotFound ? NOT_FOUND : UNKNOWN;
    }

    /** As {@link io.doorbuster.ledger.OrderStatus#word()}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
