package io.doorbuster.embedded.demo;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One buyer: through the waiting room, if there is one, to a reservation, and from there to an order. As {@link Visit}. */
final class Buyer {
    private final Visit visit;
    private final Behaviour behaviour;
    private final Reserving reserving;
    private final @Nullable Waiting waiting;

    Buyer(Floor floor, int number, BehaviourMix mix) {
        this.visit = new Visit(floor, number);
        this.behaviour = mix.of(number);
        this.reserving = new Reserving(this, visit, behaviour);
        this.waiting = floor.plan.room() ? new Waiting(this, visit, mix.habit(number)) : null;
    }

    /** Starts the visit; the caller has entered a slot for it. */
    void arrive() {
        if (waiting == null) {
            reserving.reserve(null);
        } else {
            waiting.join();
        }
    }

    /** The waiting room has admitted this ticket. */
    void admitted(String ticketToken) {
        reserving.reserve(ticketToken);
    }

    /** Nothing was free; something may come back. */
    void allHeld(Reply refused) {
        if (behaviour.persistent) {
            visit.askAgain(refused, this::goOnAsking);
        } else {
            visit.end(Ending.LEFT);
        }
    }

    /** The same wish again: through the waiting room's poll, which knows whether asking makes sense. */
    void goOnAsking() {
        if (waiting == null) {
            reserving.reserve(null);
        } else {
            waiting.poll();
        }
    }

    void toldNo() {
        visit.floor.hurry();
        visit.end(Ending.TOLD_NO);
    }

    void hold(List<Holding> holdings) {
        visit.calm();
        switch (behaviour) {
            case HOLD_AND_LEAVE -> visit.end(Ending.LEFT);
            case RELEASE ->
                visit.pause(50 + visit.random.nextLong(450), Slots.Rank.HOLDING, () -> release(holdings.get(0)));
            case SLOW -> visit.pause(200 + visit.random.nextLong(1_800), Slots.Rank.HOLDING, () -> payAll(holdings));
            default -> payAll(holdings);
        }
    }

    private void release(Holding holding) {
        visit.alone((with, click) -> visit.floor.calls.release(with, visit.token(), holding.reservationId()), reply -> {
            if (reply.transientTrouble()) {
                visit.afterTrouble(reply, () -> release(holding));
            } else {
                visit.end(reply.allowed() ? Ending.LEFT : Ending.GAVE_UP);
            }
        });
    }

    /** Pays for every reservation, one after the other; with a cap above 1 a buyer may have several. */
    private void payAll(List<Holding> holdings) {
        payNext(new ArrayDeque<>(holdings));
    }

    private void payNext(ArrayDeque<Holding> unpaid) {
        Holding next = unpaid.pollFirst();
        if (next != null) {
            String key = reserving.key("checkout-" + next.reservationId());
            new Checkout(visit, next, behaviour, key).pay(fate -> after(fate, unpaid));
        } else if (visit.owns()) {
            visit.end(Ending.OWNS);
        } else {
            lostHold();
        }
    }

    /** The hold ran out before the payment was through: the buyer still wants a unit. */
    void lostHold() {
        reserving.wishAgain();
        if (waiting == null) {
            reserving.reserve(null);
        } else {
            waiting.leaveAndJoinAgain();
        }
    }

    private void after(Checkout.Fate fate, ArrayDeque<Holding> unpaid) {
        switch (fate) {
            case PAID, LOST_HOLD -> payNext(unpaid);
            case WALKED_AWAY -> visit.end(Ending.LEFT);
            case SALE_ENDED -> visit.end(Ending.TOLD_NO);
            case BROKEN -> visit.end(Ending.GAVE_UP);
        }
    }
}
