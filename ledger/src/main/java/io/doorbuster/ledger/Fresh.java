package io.doorbuster.ledger;

import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.Reservation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event that the ledger lacks. */
record Fresh(BucketKey key, Event event) {
    /** Names a reservation across organisations. */
    record Id(String orgId, String saleId, UUID reservationId) {}

    Id id() {
        return new Id(key.orgId(), key.saleId(), reservation().id());
    }

    Reservation reservation() {
        return event.reservation();
    }

    @Nullable
    Attempt attempt() {
        return reservation().attempt();
    }

    /** Units that this event gives back to the stock; negative if it takes them. */
    int freedUnits() {
        return switch (event.type()) {
            case RESERVED, SOLD_LATE -> -reservation().quantity();
            case RELEASED, EXPIRED, RESTOCKED -> reservation().quantity();
            default -> 0;
        };
    }

    /** Whether the units are the buyer's from this event on. */
    boolean sells() {
        return event.type() == Event.Type.SOLD || event.type() == Event.Type.SOLD_LATE;
    }

    /** Whether the units were the buyer's up to this event. */
    boolean takesBack() {
        return event.type() == Event.Type.PAYMENT_LAPSED || event.type() == Event.Type.RESTOCKED;
    }
}
