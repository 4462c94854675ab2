package io.doorbuster.stripesim;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Stripe's test payment methods (docs.stripe.com/testing) that the simulator knows. */
enum TestCard {
    VISA("pm_card_visa", "", ""),
    MASTERCARD("pm_card_mastercard", "", ""),
    AMEX("pm_card_amex", "", ""),
    CREATE_DISPUTE("pm_card_createDispute", "", ""),
    /** Its refund is pending first and succeeds later. */
    PENDING_REFUND("pm_card_pendingRefund", "", ""),
    /** Its refund succeeds first and fails later. */
    REFUND_FAILS("pm_card_refundFail", "", ""),
    AUTHENTICATION_REQUIRED("pm_card_authenticationRequired", "", ""),
    THREE_D_SECURE_REQUIRED("pm_card_threeDSecure2Required", "", ""),
    DECLINED("pm_card_chargeDeclined", "card_declined", "generic_decline"),
    DECLINED_VISA("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
    INSUFFICIENT_FUNDS("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
    INSUFFICIENT_FUNDS_VISA("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
    LOST("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
    STOLEN("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
    EXPIRED("pm_card_chargeDeclinedExpiredCard", "expired_card", ""),
    INCORRECT_CVC("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", ""),
    PROCESSING_ERROR("pm_card_chargeDeclinedProcessingError", "processing_error", "");

    private final String id;
    private final String code;
    private final String declineCode;

    TestCard(String id, String code, String declineCode) {
        this.id = id;
        this.code = code;
        this.declineCode = declineCode;
    }

    static Optional<TestCard> of(String id) {
        return Arrays.stream(values()).filter(card -> card.id.equals(id)).findFirst();
    }

    boolean needsAuthentication() {
        return this == AUTHENTICATION_REQUIRED || this == THREE_D_SECURE_REQUIRED;
    }

    boolean isDeclined() {
        return !code.isEmpty();
    }

    String brand() {
        return this == MASTERCARD || this == AMEX ? name().toLowerCase(Locale.ROOT) : "visa";
    }

    CardError error() {
        return new CardError(CardError.CARD, code, declineCode, "Your card was declined (" + id + ").");
    }
}
