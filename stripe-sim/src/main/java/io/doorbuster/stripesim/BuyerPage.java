package io.doorbuster.stripesim;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The buyer's second step: a page with two buttons, and the call behind them, {@code POST
 * /sim/payment_intents/{id}/authenticate} with {@code result=succeed|fail}. Needs no key. Thread-safe.
 */
final class BuyerPage {
    private static final String PREFIX = "/sim/payment_intents/";
    private static final String SUFFIX = "/authenticate";

    private final Books books;
    private final BiFunction<String, @Nullable String, Change> changes;
    private final Deliveries deliveries;

    BuyerPage(Books books, BiFunction<String, @Nullable String, Change> changes, Deliveries deliveries) {
        this.books = books;
        this.changes = changes;
        this.deliveries = deliveries;
    }

    static String url(String base, String intent) {
        return base + PREFIX + intent + SUFFIX;
    }

    static boolean isFor(Request request) {
        return request.path().startsWith(PREFIX) && request.path().endsWith(SUFFIX);
    }

    Reply handle(Request request) {
        String path = request.path();
        String id = path.substring(PREFIX.length(), Math.max(PREFIX.length(), path.length() - SUFFIX.length()));
        try {
            return request.isPost() ? authenticate(id, request.params()) : page(id);
        } catch (Refusal refused) {
            return refused.reply();
        }
    }

    private Reply page(String id) {
        SimIntent intent = books.views().stream()
                .filter(view -> view.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.missing(404, "payment_intent", "intent", id));
        return Reply.html("""
                <!doctype html><title>Test payment</title>
                <h1>Test payment of %d %s</h1><p>Status: %s</p>
                <form method="post"><button name="result" value="succeed">Complete</button>
                <button name="result" value="fail">Fail</button></form>
                """.formatted(intent.amount(), intent.currency(), intent.status()));
    }

    private Reply authenticate(String id, Params params) {
        boolean succeed = "succeed".equals(params.required("result"));
        Change change = changes.apply(Ids.next("req_"), null);
        Reply reply = books.alter(change, () -> {
            Intent intent = books.intents().get(id);
            if (intent == null) {
                throw Refusal.missing(404, "payment_intent", "intent", id);
            }
            if (!Intent.REQUIRES_ACTION.equals(intent.status)) {
                throw Refusal.unexpectedState(intent, "authenticate");
            }
            if (succeed) {
                Confirmation.succeed(change, intent);
            } else {
                Confirmation.fail(change, intent, CardError.notAuthenticated());
            }
            return Reply.json(200, Shapes.intent(intent));
        });
        deliveries.send(change.events());
        return reply;
    }
}
