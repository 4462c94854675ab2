package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
        return shape(intent, "");
    }

    /** @param within where the intent is in the answer: empty, or a path with a dot at its end */
    ObjectNode shape(Intent intent, String within) {
        String path = within + "latest_charge";
        ObjectNode node = Shapes.intent(intent);
        if (intent.charge != null && (params.expands(path) || params.expands(path + ".refunds"))) {
            node.set("latest_charge", shape(intent, intent.charge, path + "."));
        }
        return node;
    }

    ObjectNode shape(Intent intent, Charge charge, String within) {
        ObjectNode node = Shapes.charge(intent, charge);
        if (params.expands(within + "refunds")) {
            ArrayNode refunds = Json.MAPPER.createArrayNode();
            books.refunds()
                    .newestFirst()
                    .filter(refund -> refund.charge().equals(charge.id))
                    .forEach(refund -> refunds.add(Shapes.refund(refund)));
            node.set("refunds", Shapes.list("/v1/charges/" + charge.id + "/refunds", refunds, false));
        }
        return node;
    }

    /** What endpoints need to know of the server around them. */
    record Server(String base, long searchableUntil) {}

    interface Endpoint {
        ObjectNode handle(Call call);
    }
}
