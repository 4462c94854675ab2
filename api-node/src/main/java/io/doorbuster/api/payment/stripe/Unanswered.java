package io.doorbuster.api.payment.stripe;

/** A step whose outcome is not known, so that none may follow. Cheap: it carries no stack trace. */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;

    Unanswered(String reason) {
        super(reason, null, false, false);
    }

    static Unanswered of(Reply<?> reply) {
        if (reply instanceof Reply.Lost<?> lost) {
            return new Unanswered(lost.reason());
        }
        if (reply instanceof Reply.NotDone<?> notDone) {
            return new Unanswered(notDone.reason());
        }
        if (reply instanceof Reply.Refused<?> refused) {
            return new Unanswered("Stripe refused: " + refused.code());
        }
        return new Unanswered("Stripe's answer made no sense");
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
