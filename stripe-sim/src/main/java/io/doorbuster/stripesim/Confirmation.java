package io.doorbuster.stripesim;

import java.util.Set;

/** What happens to an intent when the buyer pays, and after. Runs under the lock of {@link Books}. */
final class Confirmation {
    private static final Set<String> CONFIRMABLE =
            Set.of(Intent.REQUIRES_PAYMENT_METHOD, Intent.REQUIRES_CONFIRMATION, Intent.REQUIRES_ACTION);

    private Confirmation() {}

    static TestCard card(String method) {
        return TestCard.of(method).orElseThrow(() -> Refusal.missing(400, "PaymentMethod", "payment_method", method));
    }

    static void confirm(Call call, Intent intent) {
        if (!CONFIRMABLE.contains(intent.status)) {
            throw Refusal.unexpectedState(intent, "confirm");
        }
        String given = call.params().get("payment_method");
        String method = given == null ? intent.paymentMethod : given;
        if (method == null) {
            throw Refusal.unexpectedState(intent, "confirm (without a payment method)");
        }
        TestCard card = card(method);
        Change change = call.change();
        change.touch(intent);
        String returnUrl = call.params().get("return_url");
        intent.returnUrl = returnUrl == null ? intent.returnUrl : returnUrl;
        intent.paymentMethod = method;
        intent.lastError = null;
        if (card.isDeclined()) {
            decline(change, intent, card.error());
        } else if (!card.needsAuthentication()) {
            succeed(change, intent);
        } else if (call.params().isTrue("error_on_requires_action")) {
            decline(change, intent, CardError.authenticationRequired());
        } else {
            intent.status = Intent.REQUIRES_ACTION;
            intent.authenticationUrl = BuyerPage.url(call.server().base(), intent.id);
            change.event("payment_intent.requires_action", intent);
        }
    }

    private static void decline(Change change, Intent intent, CardError error) {
        Charge charge = attempt(change, intent);
        charge.failure = error;
        fail(change, intent, error);
        throw Refusal.declined(intent);
    }

    /** The card was good, and the buyer authenticated where that was wanted. */
    static void succeed(Change change, Intent intent) {
        Charge charge = attempt(change, intent);
        if (intent.isManual()) {
            intent.status = Intent.REQUIRES_CAPTURE;
            change.event("payment_intent.amount_capturable_updated", intent);
        } else {
            capture(change, intent, charge, intent.amount);
        }
    }

    static void fail(Change change, Intent intent, CardError error) {
        intent.lastError = error;
        intent.paymentMethod = null;
        intent.status = Intent.REQUIRES_PAYMENT_METHOD;
        change.event("payment_intent.payment_failed", intent);
    }

    static void capture(Change change, Intent intent, Charge charge, long amount) {
        charge.captured = true;
        charge.amountCaptured = amount;
        intent.status = Intent.SUCCEEDED;
        change.event("payment_intent.succeeded", intent);
        if (charge.isPaidWith(TestCard.CREATE_DISPUTE)) {
            charge.disputed = true;
            change.event("charge.dispute.created", intent.account, Shapes.dispute(intent, charge, change.now()));
        }
    }

    static Charge attempt(Change change, Intent intent) {
        Charge charge = new Charge();
        charge.id = Ids.next("ch_");
        charge.created = change.now();
        charge.amount = intent.amount;
        charge.paymentMethod = intent.paymentMethod == null ? "" : intent.paymentMethod;
        intent.charge = charge;
        return charge;
    }
}
