package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as Stripe's OpenAPI description has them; the one place that maps them to JSON. */
final class Shapes {
    private Shapes() {}

    static ObjectNode intent(Intent intent) {
        Charge charge = intent.charge;
        ObjectNode node = head(intent.id, "payment_intent", intent.created)
                .put("amount", intent.amount)
                .put("amount_capturable", Intent.REQUIRES_CAPTURE.equals(intent.status) ? intent.amount : 0)
                .put("amount_received", intent.amountReceived())
                .put("capture_method", intent.captureMethod)
                .put("client_secret", intent.secret)
                .put("confirmation_method", "automatic")
                .put("currency", intent.currency)
                .put("description", intent.description)
                .put("payment_method", intent.paymentMethod)
                .put("status", intent.status)
                .put("cancellation_reason", intent.cancellationReason)
                .put("canceled_at", intent.canceledAt == 0 ? null : Long.valueOf(intent.canceledAt));
        node.set("metadata", metadata(intent.metadata));
        node.set("amount_details", Json.object());
        node.set("payment_method_options", Json.object());
        node.putArray("payment_method_types").add("card");
        node.set("last_payment_error", intent.lastError == null ? null : error(intent));
        node.set("next_action", nextAction(intent));
        node.put("latest_charge", charge == null ? null : charge.id);
        for (String absent : new String[] {
            "application",
            "application_fee_amount",
            "automatic_payment_methods",
            "customer",
            "customer_account",
            "excluded_payment_method_types",
            "managed_payments",
            "on_behalf_of",
            "payment_method_configuration_details",
            "processing",
            "receipt_email",
            "review",
            "setup_future_usage",
            "shipping",
            "source",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_data",
            "transfer_group"
        }) {
            node.putNull(absent);
        }
        return node;
    }

    private static @Nullable JsonNode nextAction(Intent intent) {
        if (!Intent.REQUIRES_ACTION.equals(intent.status)) {
            return null;
        }
        ObjectNode action = Json.object().put("type", "redirect_to_url");
        action.putObject("redirect_to_url")
                .put("url", intent.authenticationUrl)
                .put("return_url", intent.returnUrl.isEmpty() ? null : intent.returnUrl);
        return action;
    }

    static ObjectNode error(Intent intent) {
        CardError error = intent.lastError;
        ObjectNode node = Json.object();
        if (error == null) {
            return node;
        }
        node.put("type", error.type()).put("code", error.code()).put("message", error.message());
        if (!error.declineCode().isEmpty()) {
            node.put("decline_code", error.declineCode());
        }
        if (intent.charge != null && intent.charge.failure != null) {
            node.put("charge", intent.charge.id);
        }
        return node;
    }

    static ObjectNode charge(Intent intent, Charge charge) {
        CardError failure = charge.failure;
        ObjectNode node = head(charge.id, "charge", charge.created)
                .put("amount", charge.amount)
                .put("amount_captured", charge.amountCaptured)
                .put("amount_refunded", charge.amountRefunded)
                .put("captured", charge.captured)
                .put("currency", intent.currency)
                .put("disputed", charge.disputed)
                .put("failure_code", failure == null ? null : failure.code())
                .put("failure_message", failure == null ? null : failure.message())
                .put("paid", failure == null)
                .put("payment_intent", intent.id)
                .put("payment_method", charge.paymentMethod)
                .put("refunded", charge.isRefunded())
                .put("status", failure == null ? "succeeded" : "failed");
        node.set("metadata", metadata(intent.metadata));
        node.set("billing_details", Json.object());
        node.set("fraud_details", Json.object());
        ObjectNode method = node.putObject("payment_method_details").put("type", "card");
        method.putObject("card")
                .put(
                        "brand",
                        TestCard.of(charge.paymentMethod).orElse(TestCard.VISA).brand())
                .put("last4", "4242")
                .put("exp_month", 12)
                .put("exp_year", 2040)
                .put("funding", "credit");
        for (String absent : new String[] {
            "application",
            "application_fee",
            "application_fee_amount",
            "balance_transaction",
            "calculated_statement_descriptor",
            "customer",
            "description",
            "failure_balance_transaction",
            "on_behalf_of",
            "outcome",
            "receipt_email",
            "receipt_number",
            "receipt_url",
            "review",
            "shipping",
            "source",
            "source_transfer",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_data",
            "transfer_group"
        }) {
            node.putNull(absent);
        }
        return node;
    }

    static ObjectNode refund(Refund refund) {
        ObjectNode node = Json.object()
                .put("id", refund.id())
                .put("object", "refund")
                .put("created", refund.created())
                .put("amount", refund.amount())
                .put("charge", refund.charge())
                .put("currency", refund.currency())
                .put("payment_intent", refund.intent())
                .put("reason", refund.reason().isEmpty() ? null : refund.reason())
                .put("status", refund.status());
        for (String absent : new String[] {
            "balance_transaction",
            "customer",
            "customer_account",
            "destination_details",
            "payment_method",
            "receipt_number",
            "source_transfer_reversal",
            "transfer_reversal"
        }) {
            node.putNull(absent);
        }
        node.set("metadata", metadata(refund.metadata()));
        if (!refund.failure().isEmpty()) {
            node.put("failure_reason", refund.failure());
        }
        return node;
    }

    static ObjectNode dispute(Intent intent, Charge charge, long created) {
        ObjectNode node = head(Ids.next("dp_"), "dispute", created)
                .put("amount", charge.amountCaptured)
                .put("charge", charge.id)
                .put("currency", intent.currency)
                .put("is_charge_refundable", false)
                .put("payment_intent", intent.id)
                .put("reason", "fraudulent")
                .put("status", "needs_response");
        node.set("metadata", Json.object());
        node.set("evidence", Json.object());
        node.set("evidence_details", Json.object());
        node.putArray("enhanced_eligibility_types");
        node.putNull("payment_method_details");
        node.putArray("balance_transactions");
        return node;
    }

    static ObjectNode list(String url, ArrayNode data, boolean more) {
        ObjectNode node = Json.object().put("object", "list").put("url", url).put("has_more", more);
        node.set("data", data);
        return node;
    }

    private static ObjectNode head(String id, String object, long created) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("livemode", false);
    }

    private static ObjectNode metadata(Map<String, String> metadata) {
        ObjectNode node = Json.object();
        metadata.forEach(node::put);
        return node;
    }
}
