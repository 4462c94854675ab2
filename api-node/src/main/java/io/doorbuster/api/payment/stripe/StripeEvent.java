package io.doorbuster.api.payment.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.sale.Money;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * That something happened at Stripe. What state it left is not in here: events come late, twice and out of order.
 *
 * @param id {@code evt_…}
 * @param account the connected account that it happened in, or null for the key's own
 * @param objectId what it is about: an intent, a charge, a refund, a dispute
 * @param intentId the payment that this belongs to, where the event says so
 * @param createdAt by Stripe's clock
 * @param dispute what does not change of a dispute that was opened
 */
public record StripeEvent(
        String id,
        String type,
        @Nullable String account,
        String objectId,
        @Nullable String intentId,
        boolean livemode,
        Instant createdAt,
        @Nullable Dispute dispute) {
    static final String DISPUTED = "charge.dispute.created";

    private static final String REFUNDED = "charge.refunded";
    /** A refund that was made, is pending no more, or failed at the bank after it had succeeded. */
    private static final String OF_REFUNDS = "refund.";

    private static final String OF_INTENTS = "payment_intent.";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]{1,255}");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The buyer's bank wants this much back. */
    public record Dispute(Money amount, String reason) {}

    /** Reads a body that Stripe has signed; empty if it is no event. */
    static Optional<StripeEvent> parse(byte[] body) {
        try {
            JsonNode event = JSON.readTree(body);
            JsonNode object = event.path("data").path("object");
            String id = event.path("id").asText();
            String type = event.path("type").asText();
            String objectId = object.path("id").asText();
            if (!isName(id) || !isName(type) || !event.path("livemode").isBoolean()) {
                return Optional.empty();
            }
            String intent = type.startsWith(OF_INTENTS)
                    ? objectId
                    : object.path("payment_intent").asText();
            return Optional.of(new StripeEvent(
                    id,
                    type,
                    nameOrNull(event.path("account").asText()),
                    isName(objectId) ? objectId : "",
                    nameOrNull(intent),
                    event.path("livemode").booleanValue(),
                    Instant.ofEpochSecond(event.path("created").asLong()),
                    type.equals(DISPUTED) ? dispute(object) : null));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it can be news of a payment. */
    boolean isOfPayments() {
        return type.startsWith(OF_INTENTS)
                || type.equals(REFUNDED)
                || type.startsWith(OF_REFUNDS)
                || type.equals(DISPUTED);
    }

    private static Dispute dispute(JsonNode object) {
        Money amount = new Money(
                object.path("amount").asLong(), object.path("currency").asText());
        return new Dispute(amount, object.path("reason").asText());
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static @Nullable String nameOrNull(String text) {
        return isName(text) && !text.equals("null") ? text : null;
    }
}
