package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeObjectInterface;
import com.stripe.net.StripeResponse;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Objects have every field that Stripe's OpenAPI description shows, with a value of the same kind, and none that the
 * models of stripe-java, which are made from that description, do not know.
 */
class ShapesTest {
    private static final String SECRET = "whsec_shapes";

    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS);
    private final StripeClient stripe = Stripe.client(sim);
    private Inbox inbox;

    @BeforeEach
    void listen() throws IOException {
        inbox = new Inbox(SECRET);
        sim.deliverTo(inbox.url(), SECRET);
    }

    @AfterEach
    void close() {
        inbox.close();
        sim.close();
    }

    @Test
    void intentsAreStripes() throws Exception {
        for (String card : List.of("pm_card_visa", "pm_card_authenticationRequired")) {
            agrees("payment_intent", PaymentIntent.class, body(intent(card)));
        }
        PaymentIntent open = stripe.v1().paymentIntents().create(Stripe.intent().build());
        agrees("payment_intent", PaymentIntent.class, body(open));
        agrees(
                "payment_intent",
                PaymentIntent.class,
                body(stripe.v1().paymentIntents().cancel(open.getId())));
    }

    @Test
    void chargesAreStripes() throws Exception {
        String id = captured("pm_card_visa");
        PaymentIntentRetrieveParams expanded = PaymentIntentRetrieveParams.builder()
                .addExpand("latest_charge.refunds")
                .build();
        JsonNode before = body(stripe.v1().paymentIntents().retrieve(id, expanded));
        agrees("charge", Charge.class, before.path("latest_charge"));
        refund(id);
        JsonNode after = body(stripe.v1().paymentIntents().retrieve(id, expanded));
        agrees("charge", Charge.class, after.path("latest_charge"));
        agrees("refund", Refund.class, after.at("/latest_charge/refunds/data/0"));
    }

    @Test
    void refundsAreStripes() throws Exception {
        agrees("refund", Refund.class, body(refund(captured("pm_card_visa"))));
        Refund failing = refund(captured("pm_card_refundFail"));
        await().until(() -> stripe.v1().refunds().retrieve(failing.getId()).getStatus(), "failed"::equals);
        agrees("refund", Refund.class, body(stripe.v1().refunds().retrieve(failing.getId())));
    }

    @Test
    void eventsAndDisputesAreStripes() throws Exception {
        captured("pm_card_createDispute");
        await().untilAsserted(() -> assertThat(inbox.types()).contains("charge.dispute.created"));
        for (String sent : inbox.bodies()) {
            JsonNode event = Json.MAPPER.readTree(sent);
            agrees("event", Event.class, event);
            JsonNode object = event.at("/data/object");
            if (event.path("type").asText().startsWith("charge.dispute")) {
                agrees("dispute", Dispute.class, object);
            } else {
                agrees("payment_intent", PaymentIntent.class, object);
            }
        }
    }

    private static void agrees(String object, Class<?> model, JsonNode actual) throws IOException {
        Map<String, String> kinds = kinds(object);
        assertThat(actual.path("object").asText()).isEqualTo(object);
        Set<String> names = new TreeSet<>();
        actual.fieldNames().forEachRemaining(names::add);
        assertThat(names).as("fields of the description").containsAll(kinds.keySet());
        assertThat(known(model)).as("fields that stripe-java knows").containsAll(names);
        for (Map.Entry<String, JsonNode> field : actual.properties()) {
            String kind = kinds.get(field.getKey());
            if (kind != null && !field.getValue().isNull()) {
                assertThat(field.getValue().getNodeType().name().toLowerCase(Locale.ROOT))
                        .as("%s.%s", object, field.getKey())
                        .isEqualTo(kind);
            }
        }
    }

    /** Field to kind of value; null where Stripe's example has none. */
    private static Map<String, String> kinds(String object) throws IOException {
        try (InputStream in = ShapesTest.class.getResourceAsStream("/stripe-openapi.json")) {
            JsonNode fields = Json.MAPPER.readTree(in).path(object);
            assertThat(fields.size()).isPositive();
            return Json.MAPPER.convertValue(
                    fields, Json.MAPPER.getTypeFactory().constructMapType(Map.class, String.class, String.class));
        }
    }

    private static Set<String> known(Class<?> model) {
        return Arrays.stream(model.getDeclaredFields())
                .map(field -> field.getAnnotation(SerializedName.class))
                .filter(Objects::nonNull)
                .map(SerializedName::value)
                .collect(Collectors.toSet());
    }

    private static JsonNode body(StripeObjectInterface object) throws IOException {
        StripeResponse response = object.getLastResponse();
        return Json.MAPPER.readTree(response.body());
    }

    private PaymentIntent intent(String card) throws StripeException {
        return stripe.v1().paymentIntents().create(Stripe.authorised(card));
    }

    private String captured(String card) throws StripeException {
        return stripe.v1().paymentIntents().capture(intent(card).getId()).getId();
    }

    private Refund refund(String intent) throws StripeException {
        return stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder().setPaymentIntent(intent).build());
    }
}
