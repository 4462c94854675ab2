package io.doorbuster.api.payment.stripe;

import com.stripe.model.Refund;
import io.doorbuster.api.payment.stripe.Reply.Lost;
import io.doorbuster.api.payment.stripe.Reply.Refused;
import io.doorbuster.api.payment.stripe.Reply.Told;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentStatus;

/** Sends the money of a captured intent back. */
final class RefundSteps {
    /** Keys to go through when Stripe keeps failures under them, or refunds failed at the bank; Stripe gives no more back than it took. */
    private static final int MAX_KEYS = 3;

    private RefundSteps() {}

    static PaymentStatus refund(Conversation stripe, Payment payment, String id) throws Unanswered {
        for (int number = 1; number <= MAX_KEYS; number++) {
            Reply<Refund> reply = IntentRequests.refund(stripe, payment, id, number);
            if (reply instanceof Told<Refund> told) {
                Refund refund = told.replayed() ? retrieve(stripe, told.value().getId()) : told.value();
                // What failed before is no answer to who asks for it now.
                if (told.replayed() && isFailed(refund) && number < MAX_KEYS) {
                    continue;
                }
                return judge(refund, id);
            }
            PaymentStatus now = IntentStatus.of(IntentSteps.lookAfter(stripe, reply, id));
            if (!(now instanceof PaymentStatus.Captured)) {
                return now;
            }
            if (reply instanceof Refused<Refund> refused && !refused.isOfTheCall()) {
                return refused(refused.code(), id);
            }
            if (!(reply instanceof Lost<Refund> lost && lost.isOver())) {
                throw Unanswered.of(reply);
            }
        }
        throw new Unanswered("Stripe fails to refund");
    }

    /** Money that is on its way back by now may not show on the charge yet. */
    private static PaymentStatus refused(String code, String id) {
        return switch (code) {
            case "charge_already_refunded" -> new PaymentStatus.Refunded(id);
            case "refund_in_progress" -> new PaymentStatus.Unknown("the refund is under way", id);
            default -> new PaymentStatus.Declined(code);
        };
    }

    private static Refund retrieve(Conversation stripe, String refundId) throws Unanswered {
        Reply<Refund> reply = IntentRequests.retrieveRefund(stripe, refundId);
        if (reply instanceof Told<Refund> told) {
            return told.value();
        }
        throw Unanswered.of(reply);
    }

    private static boolean isFailed(Refund refund) {
        return "failed".equals(refund.getStatus()) || "canceled".equals(refund.getStatus());
    }

    private static PaymentStatus judge(Refund refund, String id) {
        String status = String.valueOf(refund.getStatus());
        return switch (status) {
            case "succeeded" -> new PaymentStatus.Refunded(id);
            case "failed", "canceled" ->
                new PaymentStatus.Declined(
                        refund.getFailureReason() == null ? "refund_" + status : refund.getFailureReason());
            default -> new PaymentStatus.Unknown("the refund is " + status, id);
        };
    }
}
