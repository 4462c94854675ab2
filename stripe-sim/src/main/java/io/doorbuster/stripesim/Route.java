package io.doorbuster.stripesim;

import java.util.List;
import java.util.Optional;

/** An endpoint by method and path; {@code {id}} stands for one segment. */
record Route(String method, String path, Call.Endpoint endpoint) {
    private static final String ID = "{id}";

    /** Search stands before the id: "search" is no intent. */
    private static final List<Route> ALL = List.of(
            new Route("POST", "/v1/payment_intents", PaymentIntents::create),
            new Route("GET", "/v1/payment_intents", PaymentIntents::list),
            new Route("GET", "/v1/payment_intents/search", Search::intents),
            new Route("GET", "/v1/payment_intents/{id}", PaymentIntents::retrieve),
            new Route("POST", "/v1/payment_intents/{id}", PaymentIntents::update),
            new Route("POST", "/v1/payment_intents/{id}/confirm", PaymentIntents::confirm),
            new Route("POST", "/v1/payment_intents/{id}/capture", PaymentIntents::capture),
            new Route("POST", "/v1/payment_intents/{id}/cancel", PaymentIntents::cancel),
            new Route("POST", "/v1/refunds", Refunds::create),
            new Route("GET", "/v1/refunds", Refunds::list),
            new Route("GET", "/v1/refunds/{id}", Refunds::retrieve),
            new Route("GET", "/v1/charges/{id}", Refunds::charge));

    static Optional<Route> of(String method, String path) {
        return ALL.stream()
                .filter(route -> route.method.equals(method) && route.fits(path))
                .findFirst();
    }

    String name() {
        return method + " " + path;
    }

    private boolean fits(String actual) {
        int id = path.indexOf(ID);
        if (id < 0) {
            return path.equals(actual);
        }
        String tail = path.substring(id + ID.length());
        return actual.startsWith(path.substring(0, id))
                && actual.endsWith(tail)
                && actual.length() > id + tail.length()
                && actual.indexOf('/', id) == (tail.isEmpty() ? -1 : actual.length() - tail.length());
    }

    String id(String actual) {
        int id = path.indexOf(ID);
        return id < 0 ? "" : actual.substring(id, actual.length() - (path.length() - id - ID.length()));
    }
}
