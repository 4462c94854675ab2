package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One buyer's way from a reservation to a paid order. One step at a time, as {@link Visit}. */
final class Checkout {
    /** What became of the reservation. */
    enum Fate {
        PAID,
        /** Expired before it was paid. */
        LOST_HOLD,
        WALKED_AWAY,
        SALE_ENDED,
        /** The server broke the contract. */
        BROKEN
    }

    private static final long FIRST_POLL_MILLIS = 300;
    private static final long MAX_POLL_MILLIS = 3_000;
    private static final int MAX_ATTEMPTS = 5;
    /** The server may round its own clock; the answer itself took some time as well. */
    private static final long CLOCK_GRACE_MILLIS = 50;

    private final Visit visit;
    private final Floor floor;
    private final Holding holding;
    private final Behaviour behaviour;
    private final String key;
    private Behaviour.Card card;
    private int attempt = 1;
    private @Nullable String orderId;
    private long pollMillis = FIRST_POLL_MILLIS;
    private Consumer<Fate> done = fate -> {};

    /** @param key what the checkouts' Idempotency-Keys begin with */
    Checkout(Visit visit, Holding holding, Behaviour behaviour, String key) {
        this.visit = visit;
        this.floor = visit.floor;
        this.key = key;
        this.holding = holding;
        this.behaviour = behaviour;
        this.card = behaviour.firstCard;
    }

    void pay(Consumer<Fate> whenDone) {
        this.done = whenDone;
        send();
    }

    private void send() {
        int clicks = behaviour == Behaviour.DOUBLE_CHECKOUT && attempt == 1 ? 2 : 1;
        visit.together(
                clicks,
                (with, click) -> floor.calls.checkout(
                        with, visit.token(), key + "-" + attempt + "-" + click, holding.reservationId(), card.method),
                this::judge);
    }

    private void judge(List<Reply> replies) {
        Set<String> orders = new HashSet<>();
        for (Reply reply : replies) {
            if (reply.answer() != null && (reply.status() == 201 || reply.status() == 202)) {
                orders.add(reply.answer().body().path("orderId").asText(""));
            }
        }
        if (orders.size() > 1) {
            floor.breaches.add("one reservation made the orders " + orders);
        }
        // Of two parallel answers the one that knows more counts: paid, then pending, then the rest.
        Reply best =
                replies.stream().min(Comparator.comparingInt(Checkout::rank)).orElseThrow();
        HttpAnswer answer = best.answer();
        if (!best.allowed()) {
            done.accept(Fate.BROKEN);
        } else if (answer == null || best.transientTrouble()) {
            visit.afterTrouble(best, this::send);
        } else {
            judge(best, answer);
        }
    }

    private static int rank(Reply reply) {
        return reply.status() == 0 ? Integer.MAX_VALUE : reply.status();
    }

    private void judge(Reply reply, HttpAnswer answer) {
        switch (answer.status()) {
            case 201 -> paid(Call.CHECKOUT, answer);
            case 202 -> pending(answer);
            case 402 -> declined(answer);
            // Another attempt is under way: the outcome will be told to this one too.
            case 409 -> waitThen(this::send);
            default -> gone(reply, answer);
        }
    }

    private void paid(Call call, HttpAnswer answer) {
        JsonNode body = answer.body();
        String id = body.path("orderId").asText("");
        List<Integer> units = Holding.units(body, floor.plan.stock());
        boolean sound = id.startsWith("ord_") && body.path("status").asText("").equals("paid");
        if (sound && units.equals(holding.units())) {
            visit.acknowledge(id, units);
            done.accept(Fate.PAID);
        } else {
            floor.breaches.add(call, answer, "not the order of " + holding);
            done.accept(Fate.BROKEN);
        }
    }

    private void pending(HttpAnswer answer) {
        String id = answer.body().path("orderId").asText("");
        if (!id.startsWith("ord_") || !answer.body().path("status").asText("").equals("pending")) {
            floor.breaches.add(Call.CHECKOUT, answer, "no pending order");
            done.accept(Fate.BROKEN);
            return;
        }
        orderId = id;
        boolean secondStep = answer.body().hasNonNull("clientSecret");
        if (secondStep && attempt < MAX_ATTEMPTS) {
            attempt++;
            send();
        } else {
            waitThen(this::poll);
        }
    }

    private void waitThen(Runnable next) {
        long wait = pollMillis;
        pollMillis = Math.min(MAX_POLL_MILLIS, pollMillis * 3 / 2);
        visit.pause(wait, Slots.Rank.HOLDING, next);
    }

    /** Asks until the order's fate is known; only the crowd's deadline ends it. */
    private void poll() {
        String id = orderId == null ? "" : orderId;
        visit.together(1, (with, click) -> floor.calls.order(with, visit.token(), id), replies -> {
            Reply reply = replies.get(0);
            HttpAnswer answer = reply.answer();
            if (!reply.allowed()) {
                done.accept(Fate.BROKEN);
            } else if (answer == null || reply.transientTrouble()) {
                visit.afterTrouble(reply, this::poll);
            } else {
                switch (answer.body().path("status").asText("")) {
                    case "paid" -> paid(Call.ORDER, answer);
                    case "pending" -> waitThen(this::poll);
                    case "declined" -> tryGoodCard();
                    // Paid after the hold was gone: the money goes back, and the buyer wants a unit as before.
                    case "refunding", "refunded" -> done.accept(Fate.LOST_HOLD);
                    default -> {
                        floor.breaches.add(Call.ORDER, answer, "no known status");
                        done.accept(Fate.BROKEN);
                    }
                }
            }
        });
    }

    private void declined(HttpAnswer answer) {
        if (behaviour == Behaviour.DECLINED_AND_GONE) {
            done.accept(Fate.WALKED_AWAY);
        } else if (card == Behaviour.Card.GOOD) {
            floor.breaches.add(Call.CHECKOUT, answer, "a good card was declined");
            done.accept(Fate.BROKEN);
        } else {
            tryGoodCard();
        }
    }

    private void tryGoodCard() {
        if (attempt == MAX_ATTEMPTS) {
            floor.breaches.add("order " + orderId + " was declined " + attempt + " times");
            done.accept(Fate.BROKEN);
            return;
        }
        attempt++;
        card = Behaviour.Card.GOOD;
        send();
    }

    private void gone(Reply reply, HttpAnswer answer) {
        if (reply.code().equals("sale_ended")) {
            done.accept(Fate.SALE_ENDED);
            return;
        }
        if (reply.receivedAtMillis() < holding.expiresAtMillis() - CLOCK_GRACE_MILLIS) {
            floor.breaches.add(Call.CHECKOUT, answer, "before the hold's end at " + holding.expiresAtMillis());
        }
        done.accept(Fate.LOST_HOLD);
    }
}
