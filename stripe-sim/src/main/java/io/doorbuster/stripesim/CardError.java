package io.doorbuster.stripesim;

/** Why the last attempt to pay failed; empty text is "none". */
record CardError(String type, String code, String declineCode, String message) {
    static final String CARD = "card_error";
    private static final String INVALID = "invalid_request_error";

    static CardError notAuthenticated() {
        return new CardError(
                INVALID,
                "payment_intent_authentication_failure",
                "",
                "The provided PaymentMethod has failed authentication.");
    }

    static CardError authenticationRequired() {
        return new CardError(CARD, "authentication_required", "authentication_required", "Authentication is required.");
    }
}
