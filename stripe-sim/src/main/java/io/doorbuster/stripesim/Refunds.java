package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Set;

/** The endpoints under {@code /v1/refunds}, and {@code /v1/charges/{id}}. */
final class Refunds {
    private static final Set<String> REASONS = Set.of("duplicate", "fraudulent", "requested_by_customer");

    private Refunds() {}

    static ObjectNode create(Call call) {
        Params params = call.params();
        String reason = params.get("reason");
        if (reason != null && !REASONS.contains(reason)) {
            throw Refusal.invalid("", "reason", "Invalid reason: " + reason);
        }
        Intent intent = params.get("charge") == null
                ? call.intent(params.required("payment_intent"), "payment_intent", 404)
                : byCharge(call, params.required("charge"));
        Charge charge = intent.charge;
        if (charge == null || !charge.captured) {
            throw Refusal.ofCharge("", "payment_intent", "This PaymentIntent has no successful charge to refund.");
        }
        if (charge.disputed) {
            throw Refusal.ofCharge("charge_disputed", "", "Charge " + charge.id + " has been charged back.");
        }
        long left = charge.amountCaptured - charge.amountRefunded;
        if (left == 0) {
            throw Refusal.ofCharge(
                    "charge_already_refunded", "", "Charge " + charge.id + " has already been refunded.");
        }
        long amount = params.number("amount", left);
        if (amount < 1 || amount > left) {
            throw Refusal.ofCharge(
                    "", "amount", "Refund amount must be from 1 to the unrefunded amount, " + left + ".");
        }
        Refund refund = new Refund(
                Ids.next("re_"),
                intent.account,
                call.books().refunds().nextNumber(),
                call.change().now(),
                intent.id,
                charge.id,
                amount,
                intent.currency,
                reason == null ? "" : reason,
                PaymentIntents.metadata(params),
                charge.isPaidWith(TestCard.PENDING_REFUND) ? Refund.PENDING : Refund.SUCCEEDED,
                "");
        charge.amountRefunded += amount;
        call.books().put(refund);
        call.change().touch(intent);
        call.change().add(refund);
        call.change().event("charge.refunded", intent.account, Shapes.charge(intent, charge));
        return Shapes.refund(refund);
    }

    static ObjectNode retrieve(Call call) {
        Refund refund = call.books().refunds().get(call.account(), call.id());
        if (refund == null) {
            throw Refusal.missing(404, "refund", "id", call.id());
        }
        return Shapes.refund(refund);
    }

    static ObjectNode list(Call call) {
        String intent = call.params().get("payment_intent");
        String charge = call.params().get("charge");
        return Page.list(
                call,
                "/v1/refunds",
                call.books()
                        .refunds()
                        .newestFirst()
                        .filter(refund -> refund.account().equals(call.account()))
                        .filter(refund -> intent == null || refund.intent().equals(intent))
                        .filter(refund -> charge == null || refund.charge().equals(charge)),
                Shapes::refund);
    }

    static ObjectNode charge(Call call) {
        Intent intent = byCharge(call, call.id());
        return call.shape(intent, Objects.requireNonNull(intent.charge), "");
    }

    private static Intent byCharge(Call call, String id) {
        return call.books()
                .intents()
                .newestFirst()
                .filter(intent -> intent.account.equals(call.account()))
                .filter(intent -> intent.charge != null && intent.charge.id.equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.missing(404, "charge", "id", id));
    }
}
