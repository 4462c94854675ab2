package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request on its way into an endpoint.
 *
 * @param id the id in the path; empty if there is none
 */
record Call(Server server, Books books, Change change, String account, String id, Params params) {
    Intent intent() {
        return intent(id, "intent", 404);
    }

    Intent intent(String wanted, String param, int status) {
        Intent intent = books.intents().get(account, wanted);
        if (intent == null) {
            throw Refusal.missing(status, "payment_intent", param, wanted);
        }
        return intent;
    }

    ObjectNode shape(Intent intent) {
        return Shapes.intent(intent, params.expands("latest_charge"));
    }

    /** What endpoints need to know of the server around them. */
    record Server(String base, long searchableUntil) {}

    interface Endpoint {
        ObjectNode handle(Call call);
    }
}
