package io.doorbuster.embedded.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One buyer's way to a reservation, as it is that buyer's habit to click. As {@link Visit}. */
final class Reserving {
    /** A browser opens six connections to a host; two of these bursts at most. */
    static final int MAX_PARALLEL = 12;

    /** An honest server opens the sale at most this late. */
    private static final long START_GRACE_MILLIS = 5_000;

    private static final long NOT_STARTED_RETRY_MILLIS = 100;

    private final Buyer buyer;
    private final Visit visit;
    private final Floor floor;
    private final Behaviour behaviour;
    private @Nullable String ticketToken;
    private int wishes;
    private boolean plain;
    private boolean mayHoldUnknown;

    Reserving(Buyer buyer, Visit visit, Behaviour behaviour) {
        this.buyer = buyer;
        this.visit = visit;
        this.floor = visit.floor;
        this.behaviour = behaviour;
    }

    /** What was reserved is lost; the next reservation is another one. */
    void wishAgain() {
        wishes++;
        plain = true;
    }

    /** An Idempotency-Key that belongs to the present wish. */
    String key(String what) {
        return visit.userId() + "-" + what + "-" + wishes;
    }

    /** @param ticketToken of the waiting room; null without one */
    void reserve(@Nullable String ticketToken) {
        this.ticketToken = ticketToken;
        switch (plain ? Behaviour.HONEST : behaviour) {
            case DOUBLE_CLICK -> together(2, click -> key("reserve-0"));
            case DOUBLE_CLICK_WITHOUT_KEY -> together(2, click -> null);
            case BEAT_THE_CAP ->
                together(Math.min(MAX_PARALLEL, floor.plan.perUserCap() + 4), click -> key("reserve-" + click));
            default -> together(1, click -> key("reserve-0"));
        }
    }

    private void together(int clicks, Function<Integer, @Nullable String> keys) {
        visit.together(
                clicks,
                (with, click) -> floor.calls.reserve(with, visit.token(), keys.apply(click), ticketToken),
                this::judge);
    }

    /** Takes what the clicks brought; several differ only in a race that the contract allows. */
    private void judge(List<Reply> replies) {
        Map<String, Holding> got = new HashMap<>();
        for (Reply reply : replies) {
            HttpAnswer answer = reply.answer();
            if (answer != null && reply.status() == 201) {
                take(reply, answer, got);
            }
            mayHoldUnknown |= reply.answer() == null || reply.status() == 503;
        }
        if (behaviour == Behaviour.DOUBLE_CLICK && got.size() > 1) {
            floor.breaches.add("one Idempotency-Key made " + got.keySet());
        }
        if (ticketToken != null && got.size() > 1) {
            floor.breaches.add("one ticket made " + got.keySet());
        }
        if (got.size() > floor.plan.perUserCap()) {
            floor.tally.sawAboveCap(visit.number);
        }
        if (got.isEmpty()) {
            refused(replies);
        } else {
            buyer.hold(new ArrayList<>(got.values()));
        }
    }

    private void take(Reply reply, HttpAnswer answer, Map<String, Holding> got) {
        Holding holding = Holding.of(answer.body(), floor.plan.stock());
        if (holding == null) {
            floor.breaches.add(reply.call(), answer, "no reservation in it");
            return;
        }
        Holding twin = got.put(holding.reservationId(), holding);
        if (twin != null && !twin.units().equals(holding.units())) {
            floor.breaches.add(reply.call(), answer, "the same reservation with other units");
        }
    }

    private void refused(List<Reply> replies) {
        if (replies.stream().anyMatch(reply -> !reply.allowed() || reply.status() == 201)) {
            visit.end(Ending.GAVE_UP);
            return;
        }
        Reply trouble = first(replies, Reply::transientTrouble);
        if (trouble != null) {
            visit.afterTrouble(trouble, () -> reserve(ticketToken));
            return;
        }
        // A refusal is final for its key; the next try is a new wish.
        wishes++;
        Reply gone = first(replies, reply -> reply.is(409, "sold_out") || reply.is(410, "sale_ended"));
        Reply held = first(replies, reply -> reply.is(409, "all_held"));
        Reply expired = first(replies, reply -> reply.is(410, "reservation_expired"));
        Reply early = first(replies, reply -> reply.status() == 425);
        if (gone != null) {
            buyer.toldNo();
        } else if (held != null) {
            allHeld(held);
        } else if (expired != null) {
            expired(expired);
        } else if (early != null) {
            waitForStart(early);
        } else if (mayHoldUnknown) {
            // The cap is reached by a reservation whose answer was lost; it will expire.
            allHeld(replies.get(0));
        } else {
            floor.breaches.add(visit.userId() + " was told cap_reached and holds nothing");
            visit.end(Ending.GAVE_UP);
        }
    }

    /** What this ticket had reserved, in a click that nobody waited for, has run out. */
    private void expired(Reply reply) {
        HttpAnswer answer = reply.answer();
        if (ticketToken == null && answer != null) {
            floor.breaches.add(reply.call(), answer, "without a ticket every wish is a new one");
            visit.end(Ending.GAVE_UP);
        } else if (behaviour.persistent) {
            buyer.lostHold();
        } else {
            visit.end(Ending.LEFT);
        }
    }

    private void allHeld(Reply held) {
        plain = behaviour != Behaviour.BEAT_THE_CAP;
        buyer.allHeld(held);
    }

    private void waitForStart(Reply early) {
        long late = early.receivedAtMillis() - floor.plan.startAt().toEpochMilli();
        if (late > START_GRACE_MILLIS) {
            floor.breaches.add("not_started " + late + " ms after the start");
            visit.end(Ending.GAVE_UP);
        } else {
            long wait = Math.max(0, -late) + visit.random.nextLong(NOT_STARTED_RETRY_MILLIS);
            visit.pause(wait, Slots.Rank.ARRIVING, buyer::goOnAsking);
        }
    }

    private static @Nullable Reply first(List<Reply> replies, Predicate<Reply> which) {
        return replies.stream().filter(which).findFirst().orElse(null);
    }
}
