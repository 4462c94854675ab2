package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A product page left open: asks for the stock once a second, as the page does, and checks what it is told. */
final class PageWatcher {
    static final long PERIOD_MILLIS = 1_000;

    private final Floor floor;
    private final BuyerConnection connection;
    private @Nullable String etag;
    private boolean soldOut;

    PageWatcher(Floor floor) {
        this.floor = floor;
        this.connection = floor.connections.open();
    }

    void watch() {
        var unused = floor.calls.stock(connection, etag).thenAccept(reply -> {
            HttpAnswer answer = reply.answer();
            if (answer != null && answer.status() == 200) {
                etag = answer.etag();
                check(answer);
            }
            floor.after(PERIOD_MILLIS, this::watch);
        });
    }

    private void check(HttpAnswer answer) {
        JsonNode body = answer.body();
        int remaining = body.path("remaining").asInt(-1);
        boolean saysSoldOut = body.path("soldOut").asBoolean();
        boolean complete = body.path("soldOut").isBoolean() && body.hasNonNull("asOf");
        if (!complete || remaining < 0 || remaining > floor.plan.stock()) {
            floor.breaches.add(Call.STOCK, answer, "no stock in it");
        } else if (saysSoldOut && remaining > 0) {
            floor.breaches.add(Call.STOCK, answer, "sold out with units left");
        } else if (soldOut && !saysSoldOut) {
            floor.breaches.add(Call.STOCK, answer, "sold out was taken back");
        }
        soldOut |= saysSoldOut;
    }
}
