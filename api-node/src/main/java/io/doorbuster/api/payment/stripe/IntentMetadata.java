package io.doorbuster.api.payment.stripe;

import com.stripe.model.PaymentIntent;
import io.doorbuster.api.http.WireId;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentKey;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an intent says about its order, for us and for people who read Stripe's dashboard. */
final class IntentMetadata {
    static final String KEY = "key";
    static final String SALE = "sale";
    static final String ORG = "org";

    /** Stripe takes 500 characters for a value. */
    private static final int MAX_CHARS = 500;

    private IntentMetadata() {}

    static Map<String, String> of(Payment payment) {
        PaymentKey key = payment.key();
        String units = payment.units().stream().map(String::valueOf).collect(Collectors.joining(","));
        return Map.of(
                KEY,
                key.toString(),
                ORG,
                payment.orgId(),
                SALE,
                key.saleId(),
                "reservation",
                WireId.reservation(key.reservationId()),
                "order",
                WireId.order(key.reservationId()),
                "attempt",
                Integer.toString(key.attempt()),
                "units",
                units.length() <= MAX_CHARS ? units : units.substring(0, MAX_CHARS - 1) + "…");
    }

    /** Whose intent it is; empty for one that is not ours. */
    static Optional<Owner> owner(PaymentIntent intent) {
        Map<String, String> metadata = intent.getMetadata();
        if (metadata == null || !metadata.containsKey(KEY) || !metadata.containsKey(ORG)) {
            return Optional.empty();
        }
        return PaymentKey.parse(metadata.get(KEY))
                .filter(key -> key.saleId().equals(metadata.get(SALE)))
                .map(key -> new Owner(metadata.get(ORG), key));
    }

    record Owner(String orgId, PaymentKey key) {}
}
