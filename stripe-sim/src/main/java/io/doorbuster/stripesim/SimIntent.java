package io.doorbuster.stripesim;

import java.time.Instant;
import java.util.Map;

/**
 * A payment intent as the simulator holds it at one moment.
 *
 * @param account the connected account, or {@link StripeSim#PLATFORM}
 * @param status Stripe's word for it, such as {@code requires_capture}
 * @param amount in the currency's smallest unit, as are the other amounts
 * @param refunded whether the whole captured amount went back
 */
public record SimIntent(
        String id,
        String account,
        String status,
        long amount,
        String currency,
        long amountReceived,
        long amountRefunded,
        Map<String, String> metadata,
        boolean captured,
        boolean refunded,
        boolean disputed,
        Instant created) {
    public SimIntent {
        metadata = Map.copyOf(metadata);
    }
}
