package io.doorbuster.api.payment.stripe;

import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.RefundCollection;
import com.stripe.model.StripeError;
import io.doorbuster.payment.PaymentStatus;

/** What the state of an intent means for us. */
final class IntentStatus {
    private IntentStatus() {}

    /** Its latest charge and the refunds of it must be expanded, else a refund is not seen. */
    static PaymentStatus of(PaymentIntent intent) {
        String id = intent.getId();
        return switch (intent.getStatus()) {
            case "requires_payment_method", "requires_confirmation" ->
                isDeclined(intent)
                        ? new PaymentStatus.Declined(reason(intent))
                        : new PaymentStatus.NotFound(intent.getId());
            case "requires_action" -> new PaymentStatus.ActionRequired(id, intent.getClientSecret());
            case "requires_capture" -> new PaymentStatus.Authorised(id);
            case "succeeded" -> isRefunded(intent) ? new PaymentStatus.Refunded(id) : new PaymentStatus.Captured(id);
            case "canceled" ->
                isDeclined(intent) ? new PaymentStatus.Declined(reason(intent)) : new PaymentStatus.Cancelled();
            default -> new PaymentStatus.Unknown("the payment is " + intent.getStatus(), id);
        };
    }

    /** Nobody has confirmed it with a card, though a confirmation may be on its way. */
    static boolean isUnconfirmed(PaymentIntent intent) {
        return isOpen(intent) && !isDeclined(intent);
    }

    /** Declined, and could be confirmed again by whoever has seen its client secret. */
    static boolean isDeclinedForNow(PaymentIntent intent) {
        return isOpen(intent) && isDeclined(intent);
    }

    static boolean isCancelled(PaymentIntent intent) {
        return intent.getStatus().equals("canceled");
    }

    /** Whether the money is reserved but not moved. */
    static boolean isAuthorised(PaymentIntent intent) {
        return intent.getStatus().equals("requires_capture");
    }

    static String reason(PaymentIntent intent) {
        StripeError error = intent.getLastPaymentError();
        if (error == null) {
            return "card_declined";
        }
        String reason = error.getDeclineCode() == null ? error.getCode() : error.getDeclineCode();
        return reason == null ? "card_declined" : reason;
    }

    private static boolean isOpen(PaymentIntent intent) {
        return intent.getStatus().equals("requires_payment_method")
                || intent.getStatus().equals("requires_confirmation");
    }

    private static boolean isDeclined(PaymentIntent intent) {
        return intent.getLastPaymentError() != null;
    }

    /** Whole, and at the buyer's bank: not if it is pending or failed. */
    private static boolean isRefunded(PaymentIntent intent) {
        Charge charge = intent.getLatestChargeObject();
        if (charge == null || !Boolean.TRUE.equals(charge.getCaptured())) {
            return false;
        }
        RefundCollection refunds = charge.getRefunds();
        if (refunds == null || Boolean.TRUE.equals(refunds.getHasMore())) {
            return Boolean.TRUE.equals(charge.getRefunded());
        }
        return succeeded(refunds) >= charge.getAmountCaptured();
    }

    private static long succeeded(RefundCollection refunds) {
        return refunds.getData().stream()
                .filter(refund -> "succeeded".equals(refund.getStatus()))
                .mapToLong(Refund::getAmount)
                .sum();
    }
}
