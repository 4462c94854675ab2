package io.doorbuster.embedded.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One buyer's way through the waiting room: join, look as often as it is told to, be admitted. As {@link Visit}. */
final class Waiting {
    private static final long NOT_OPEN_RETRY_MILLIS = 500;

    private final Buyer buyer;
    private final Visit visit;
    private final Floor floor;
    private RoomHabit habit;
    private @Nullable String cookie;
    private @Nullable RoomToken token;
    private boolean wasAdmitted;
    private boolean reservedEarly;

    Waiting(Buyer buyer, Visit visit, RoomHabit habit) {
        this.buyer = buyer;
        this.visit = visit;
        this.floor = visit.floor;
        this.habit = habit;
    }

    private boolean anonymous() {
        return habit == RoomHabit.ANONYMOUS;
    }

    void join() {
        visit.together(
                habit == RoomHabit.DOUBLE_CLICK ? 2 : 1,
                (with, click) -> floor.calls.join(with, anonymous() ? null : visit.token(), cookie),
                this::joined);
    }

    private void joined(List<Reply> replies) {
        RoomToken before = null;
        Reply last = replies.get(0);
        for (Reply reply : replies) {
            HttpAnswer answer = reply.answer();
            if (answer == null || reply.status() != 201) {
                continue;
            }
            RoomToken got = RoomToken.of(answer.body().path("token").asText(""));
            if (got == null) {
                broken(reply, answer, "no token in it");
                return;
            }
            if (before != null && !before.ticket().equals(got.ticket())) {
                floor.breaches.add(reply.call(), answer, "a second ticket beside " + before.ticket());
            }
            before = got;
            last = reply;
        }
        HttpAnswer answer = last.answer();
        if (before == null || answer == null) {
            notJoined(last);
        } else {
            token = before;
            wasAdmitted = false;
            floor.tally.joined(visit.number, before);
            keepCookie(last, answer);
            visit.calm();
            stand(last, answer);
        }
    }

    private void keepCookie(Reply reply, HttpAnswer answer) {
        String set = answer.setCookie();
        if (set != null) {
            cookie = set.substring(0, (set + ";").indexOf(';'));
        }
        boolean sound = set == null || (set.contains("HttpOnly") && set.contains("SameSite=Lax"));
        if (!sound || (anonymous() && cookie == null)) {
            floor.breaches.add(reply.call(), answer, "no session cookie that a script cannot read: " + set);
        }
    }

    private void notJoined(Reply reply) {
        if (!reply.allowed()) {
            visit.end(Ending.GAVE_UP);
        } else if (reply.transientTrouble()) {
            visit.afterTrouble(reply, this::join);
        } else if (reply.status() == 425) {
            visit.pause(NOT_OPEN_RETRY_MILLIS, Slots.Rank.ARRIVING, this::join);
        } else {
            buyer.toldNo();
        }
    }

    void poll() {
        String text = text();
        visit.alone((with, click) -> floor.calls.poll(with, text), reply -> {
            HttpAnswer answer = reply.answer();
            if (!reply.allowed()) {
                visit.end(Ending.GAVE_UP);
            } else if (answer == null || reply.transientTrouble()) {
                visit.afterTrouble(reply, this::poll);
            } else {
                visit.calm();
                stand(reply, answer);
            }
        });
    }

    /** Does what a buyer with this standing does next. */
    private void stand(Reply reply, HttpAnswer answer) {
        String fault = Standing.fault(answer.body(), wasAdmitted);
        if (fault != null) {
            broken(reply, answer, fault);
            return;
        }
        Standing standing = Standing.of(answer.body());
        if (reservedEarly && !standing.isAdmitted() && !standing.isOver()) {
            broken(reply, answer, "has reserved before it was admitted");
            return;
        }
        reservedEarly = false;
        wasAdmitted |= standing.isAdmitted();
        if (standing.isOver()) {
            buyer.toldNo();
            return;
        }
        switch (habit) {
            case NO_SHOW -> visit.end(Ending.LEFT);
            case LEAVES -> visit.pause(200 + visit.random.nextLong(2_000), Slots.Rank.POLLING, this::leaveForGood);
            case TRIES_EARLY -> tryEarly(standing);
            case FORGES -> tryForged(standing);
            default -> goOn(standing);
        }
    }

    private void goOn(Standing standing) {
        if (standing.isAdmitted()) {
            buyer.admitted(text());
        } else {
            visit.waitToPoll(standing.pollAfterMillis(), this::poll);
        }
    }

    /** Whoever reserves before its turn is refused; if its turn has come meanwhile, the next poll must say so. */
    private void tryEarly(Standing standing) {
        habit = RoomHabit.PATIENT;
        if (standing.isAdmitted()) {
            goOn(standing);
            return;
        }
        visit.alone((with, click) -> floor.calls.reserveEarly(with, visit.token(), text()), reply -> {
            HttpAnswer answer = reply.answer();
            if (!reply.allowed()) {
                visit.end(Ending.GAVE_UP);
            } else if (answer == null || reply.status() != 201) {
                goOn(standing);
            } else if (reply.receivedAtMillis() < floor.plan.startAt().toEpochMilli()) {
                broken(reply, answer, "reserved before the start");
            } else {
                reservedEarly = true;
                poll();
            }
        });
    }

    private void tryForged(Standing standing) {
        habit = RoomHabit.PATIENT;
        String forged = token == null ? "" : token.forged();
        visit.alone((with, click) -> floor.calls.reserveForged(with, visit.token(), forged), reply -> {
            if (reply.allowed()) {
                goOn(standing);
            } else {
                visit.end(Ending.GAVE_UP);
            }
        });
    }

    private void leaveForGood() {
        leave(() -> visit.end(Ending.LEFT));
    }

    /** Its ticket has bought what it could buy. */
    void leaveAndJoinAgain() {
        if (habit == RoomHabit.DOUBLE_CLICK) {
            habit = RoomHabit.PATIENT;
        }
        leave(this::join);
    }

    private void leave(Runnable next) {
        String text = text();
        visit.alone((with, click) -> floor.calls.leave(with, visit.token(), text), reply -> {
            if (!reply.allowed()) {
                visit.end(Ending.GAVE_UP);
            } else if (reply.transientTrouble()) {
                visit.afterTrouble(reply, () -> leave(next));
            } else {
                next.run();
            }
        });
    }

    private void broken(Reply reply, HttpAnswer answer, String why) {
        floor.breaches.add(reply.call(), answer, why);
        visit.end(Ending.GAVE_UP);
    }

    private String text() {
        return token == null ? "" : token.text();
    }
}
