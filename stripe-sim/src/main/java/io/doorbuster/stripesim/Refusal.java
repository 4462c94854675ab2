package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that is answered with Stripe's error object. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;
    private final boolean executed;

    private Refusal(Reply reply, boolean executed) {
        super(reply.body(), null, false, false);
        this.reply = reply;
        this.executed = executed;
    }

    Reply reply() {
        return reply;
    }

    /** Whether the endpoint had begun, so that the answer is kept under the idempotency key. */
    boolean executed() {
        return executed;
    }

    /** Parameters that fail before the endpoint begins. */
    static Refusal invalid(String code, String param, String message) {
        ObjectNode error = error("invalid_request_error", code, message);
        if (!param.isEmpty()) {
            error.put("param", param);
        }
        return new Refusal(wrap(400, error), false);
    }

    static Refusal missing(int status, String what, String param, String id) {
        ObjectNode error = error("invalid_request_error", "resource_missing", "No such " + what + ": '" + id + "'");
        return new Refusal(wrap(status, error.put("param", param)), true);
    }

    static Refusal unexpectedState(Intent intent, String action) {
        ObjectNode error = error(
                "invalid_request_error",
                "payment_intent_unexpected_state",
                "You cannot " + action + " this PaymentIntent because it has a status of " + intent.status + ".");
        error.set("payment_intent", Shapes.intent(intent));
        return new Refusal(wrap(400, error), true);
    }

    static Refusal ofCharge(String code, String param, String message) {
        ObjectNode error = error("invalid_request_error", code, message);
        if (!param.isEmpty()) {
            error.put("param", param);
        }
        return new Refusal(wrap(400, error), true);
    }

    static Refusal declined(Intent intent) {
        ObjectNode error = Shapes.error(intent);
        error.set("payment_intent", Shapes.intent(intent));
        return new Refusal(wrap(402, error), true);
    }

    static Refusal unauthorized(String message) {
        return new Refusal(wrap(401, error("invalid_request_error", "", message)), false);
    }

    static Refusal unknownRoute(String method, String path) {
        return new Refusal(
                wrap(
                        404,
                        error("invalid_request_error", "", "Unrecognized request URL (" + method + ": " + path + ").")),
                false);
    }

    static Refusal rateLimited(String reason) {
        ObjectNode error =
                error("invalid_request_error", "rate_limit", "Request rate limit exceeded. Back off and try again.");
        return new Refusal(wrap(429, error).withHeader("Stripe-Rate-Limited-Reason", reason), false);
    }

    static Refusal keyInUse() {
        ObjectNode error = error(
                "idempotency_error",
                "idempotency_key_in_use",
                "There is currently another in-progress request using this Stripe idempotency key.");
        return new Refusal(wrap(409, error).withHeader("Stripe-Should-Retry", "true"), false);
    }

    static Refusal keyMismatch() {
        return new Refusal(
                wrap(
                        400,
                        error(
                                "idempotency_error",
                                "",
                                "Keys for idempotent requests can only be used with the same parameters"
                                        + " they were first used with.")),
                false);
    }

    static Reply serverError() {
        return wrap(500, error("api_error", "", "An unknown error occurred."))
                .withHeader("Stripe-Should-Retry", "false");
    }

    private static ObjectNode error(String type, String code, String message) {
        ObjectNode error = Json.object().put("type", type).put("message", message);
        return code.isEmpty() ? error : error.put("code", code);
    }

    private static Reply wrap(int status, ObjectNode error) {
        ObjectNode body = Json.object();
        body.set("error", error);
        return Reply.json(status, body);
    }
}
