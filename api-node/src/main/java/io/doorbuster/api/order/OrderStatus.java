package io.doorbuster.api.order;

import io.doorbuster.inventory.AttemptState;
import java.util.Locale;

/** Where an order is, as buyers, merchants and the ledger's rows say it. */
public enum OrderStatus {
    PENDING,
    PAID,
    REFUNDING,
    REFUNDED,
    DECLINED;

    public static OrderStatus of(AttemptState attempt) {
        return switch (attempt) {
            case STARTED, ACTION_REQUIRED, UNKNOWN, AUTHORISED -> PENDING;
            case CAPTURED -> PAID;
            case REFUNDING -> REFUNDING;
            case REFUNDED -> REFUNDED;
            case DECLINED, WITHDRAWN -> DECLINED;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
