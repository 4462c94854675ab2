package io.doorbuster.ledger;

import io.doorbuster.inventory.AttemptState;
import java.util.Locale;

/** What an order is to its buyer and merchant: the latest attempt to pay, in five words. */
public enum OrderStatus {
    PENDING,
    PAID,
    REFUNDING,
    REFUNDED,
    /** The latest attempt failed; the reservation may live on and be paid by a further one. */
    DECLINED;

    public static OrderStatus of(AttemptState latest) {
        return switch (latest) {
            case STARTED, ACTION_REQUIRED, UNKNOWN, AUTHORISED -> PENDING;
            case CAPTURED -> PAID;
            case REFUNDING -> REFUNDING;
            case REFUNDED -> REFUNDED;
            case DECLINED, WITHDRAWN, UNDONE -> DECLINED;
        };
    }

    /** The word on the wire and in SQL. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
