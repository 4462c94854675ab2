package io.doorbuster.embedded.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One buyer's visit, from arrival to its ending. Steps happen one at a time, each started by the completion of the one
 * before (an answer, a think time, a turn), so that nothing here needs a lock.
 */
final class Buyer {
    /** A longer wait gives the connection and the slot to somebody else. */
    static final long PARK_AFTER_MILLIS = 1_000;

    /** A browser opens six connections to a host; two of these bursts at most. */
    static final int MAX_PARALLEL = 12;

    /** With waits of up to 4 s this outlasts an infrastructure outage of half a minute, and then says so. */
    static final int MAX_TROUBLES = 20;

    private static final long MIN_TROUBLE_WAIT_MILLIS = 200;
    private static final long MAX_TROUBLE_WAIT_MILLIS = 4_000;
    /** An honest server opens the sale at most this late. */
    private static final long START_GRACE_MILLIS = 5_000;

    private static final long NOT_STARTED_RETRY_MILLIS = 100;

    private final Floor floor;
    private final int number;
    private final Behaviour behaviour;
    private final SplittableRandom random;
    private final String token;
    private final List<Holding> holdings = new ArrayList<>(1);

    private @Nullable BuyerConnection connection;
    private int reserves;
    private boolean plainReserves;
    private int troubles;
    private boolean mayHoldUnknown;
    private boolean owns;

    Buyer(Floor floor, int number, Behaviour behaviour) {
        this.floor = floor;
        this.number = number;
        this.behaviour = behaviour;
        // Not the crowd's own generator: what this buyer draws must not depend on who came before it.
        this.random = new SplittableRandom(floor.plan.seed() * 1_000_003 + number);
        this.token = floor.tokens.apply(CrowdPlan.userId(number));
    }

    /** Starts the visit; the caller has entered a slot for it. */
    void arrive() {
        reserve();
    }

    private void reserve() {
        switch (plainReserves ? Behaviour.HONEST : behaviour) {
            case DOUBLE_CLICK -> reserveTogether(2, click -> key("reserve", 0));
            case DOUBLE_CLICK_WITHOUT_KEY -> reserveTogether(2, click -> null);
            case BEAT_THE_CAP ->
                reserveTogether(Math.min(MAX_PARALLEL, floor.plan.perUserCap() + 4), click -> key("reserve", click));
            default -> reserveTogether(1, click -> key("reserve", 0));
        }
    }

    private void reserveTogether(int clicks, Function<Integer, @Nullable String> keys) {
        together(clicks, (with, click) -> floor.calls.reserve(with, token, keys.apply(click)), this::judge);
    }

    /** Takes what the clicks brought; several differ only in a race that the contract allows. */
    private void judge(List<Reply> replies) {
        Map<String, Holding> got = new HashMap<>();
        for (Reply reply : replies) {
            HttpAnswer answer = reply.answer();
            if (answer != null && reply.status() == 201) {
                Holding holding = Holding.of(answer.body(), floor.plan.stock());
                if (holding == null) {
                    floor.breaches.add(reply.call(), answer, "no reservation in it");
                } else {
                    Holding twin = got.put(holding.reservationId(), holding);
                    if (twin != null && !twin.units().equals(holding.units())) {
                        floor.breaches.add(reply.call(), answer, "the same reservation with other units");
                    }
                }
            }
            mayHoldUnknown |= reply.answer() == null || reply.status() == 503;
        }
        if (behaviour == Behaviour.DOUBLE_CLICK && got.size() > 1) {
            floor.breaches.add("one Idempotency-Key made " + got.keySet());
        }
        if (got.size() > floor.plan.perUserCap()) {
            floor.tally.sawAboveCap(number);
        }
        if (got.isEmpty()) {
            refused(replies);
        } else {
            holdings.addAll(got.values());
            hold();
        }
    }

    private void refused(List<Reply> replies) {
        if (replies.stream().anyMatch(reply -> !reply.allowed() || reply.status() == 201)) {
            end(Ending.GAVE_UP);
            return;
        }
        Reply trouble = first(replies, Reply::transientTrouble);
        if (trouble != null) {
            afterTrouble(trouble, this::reserve);
            return;
        }
        // A refusal is final for its key; the next try is a new wish.
        reserves++;
        Reply gone = first(replies, reply -> reply.is(409, "sold_out") || reply.status() == 410);
        Reply held = first(replies, reply -> reply.is(409, "all_held"));
        Reply early = first(replies, reply -> reply.status() == 425);
        if (gone != null) {
            floor.askingAgain.hurry();
            end(Ending.TOLD_NO);
        } else if (held != null) {
            askAgain(held);
        } else if (early != null) {
            waitForStart(early);
        } else if (mayHoldUnknown) {
            // The cap is reached by a reservation whose answer was lost; it will expire.
            askAgain(replies.get(0));
        } else {
            floor.breaches.add(CrowdPlan.userId(number) + " was told cap_reached and holds nothing");
            end(Ending.GAVE_UP);
        }
    }

    private void askAgain(Reply held) {
        if (!behaviour.persistent) {
            end(Ending.LEFT);
            return;
        }
        plainReserves = behaviour != Behaviour.BEAT_THE_CAP;
        long asked = held.answer() == null
                ? PARK_AFTER_MILLIS
                : held.answer().retryAfter(Duration.ofSeconds(1)).toMillis();
        long jitter = random.nextLong(asked / 2 + 1);
        park();
        floor.askingAgain.add(
                held.receivedAtMillis() + asked + jitter, () -> enter(Slots.Rank.ASKING_AGAIN, this::reserve));
    }

    private void waitForStart(Reply early) {
        long late = early.receivedAtMillis() - floor.plan.startAt().toEpochMilli();
        if (late > START_GRACE_MILLIS) {
            floor.breaches.add("not_started " + late + " ms after the start");
            end(Ending.GAVE_UP);
        } else {
            pause(Math.max(0, -late) + random.nextLong(NOT_STARTED_RETRY_MILLIS), Slots.Rank.ARRIVING, this::reserve);
        }
    }

    private void hold() {
        troubles = 0;
        switch (behaviour) {
            case HOLD_AND_LEAVE -> end(Ending.LEFT);
            case RELEASE -> pause(50 + random.nextLong(450), Slots.Rank.HOLDING, this::release);
            case SLOW -> pause(200 + random.nextLong(1_800), Slots.Rank.HOLDING, this::payAll);
            default -> payAll();
        }
    }

    private void release() {
        var unused = floor.calls
                .release(connection(), token, holdings.get(0).reservationId())
                .thenAccept(reply -> {
                    if (reply.transientTrouble()) {
                        afterTrouble(reply, this::release);
                    } else {
                        end(reply.allowed() ? Ending.LEFT : Ending.GAVE_UP);
                    }
                });
    }

    /** Pays for every reservation, one after the other; with a cap above 1 a buyer may have several. */
    private void payAll() {
        payNext(new ArrayDeque<>(holdings));
        holdings.clear();
    }

    private void payNext(ArrayDeque<Holding> unpaid) {
        Holding next = unpaid.pollFirst();
        if (next != null) {
            new Checkout(this, floor, next, behaviour).pay(paid -> after(paid, unpaid));
        } else if (owns) {
            end(Ending.OWNS);
        } else {
            // The hold ran out before the payment was through: the buyer still wants a unit.
            reserves++;
            plainReserves = true;
            reserve();
        }
    }

    private void after(Checkout.Fate fate, ArrayDeque<Holding> unpaid) {
        switch (fate) {
            case PAID -> {
                owns = true;
                payNext(unpaid);
            }
            case LOST_HOLD -> payNext(unpaid);
            case WALKED_AWAY -> end(Ending.LEFT);
            case SALE_ENDED -> end(Ending.TOLD_NO);
            case BROKEN -> end(Ending.GAVE_UP);
        }
    }

    /** Waits as long as the server asked for, longer each time; gives up, loudly, after {@link #MAX_TROUBLES}. */
    void afterTrouble(Reply reply, Runnable again) {
        troubles++;
        if (troubles > MAX_TROUBLES) {
            floor.breaches.add(reply.call() + ": still " + reply.status() + " " + reply.code() + " after " + troubles);
            end(Ending.GAVE_UP);
            return;
        }
        long backoff = Math.min(MAX_TROUBLE_WAIT_MILLIS, MIN_TROUBLE_WAIT_MILLIS << Math.min(troubles - 1, 10));
        HttpAnswer answer = reply.answer();
        long asked = answer == null ? 0 : answer.retryAfter(Duration.ZERO).toMillis();
        long wait = Math.min(MAX_TROUBLE_WAIT_MILLIS, Math.max(asked, backoff));
        Slots.Rank rank = reply.call() == Call.RESERVE ? Slots.Rank.ARRIVING : Slots.Rank.HOLDING;
        pause(wait + random.nextLong(wait / 2 + 1), rank, again);
    }

    /** Does nothing for a while; a long while without a connection. */
    void pause(long millis, Slots.Rank rank, Runnable next) {
        if (millis < PARK_AFTER_MILLIS) {
            floor.after(millis, next);
        } else {
            park();
            floor.after(millis, () -> enter(rank, next));
        }
    }

    /** Sends the same call {@code clicks} times in parallel, each on a connection of its own. */
    void together(int clicks, Click call, Consumer<List<Reply>> next) {
        List<BuyerConnection> extra = new ArrayList<>(clicks - 1);
        List<CompletableFuture<Reply>> replies = new ArrayList<>(clicks);
        for (int click = 0; click < clicks; click++) {
            BuyerConnection with = click == 0 ? connection() : floor.connections.open();
            if (click > 0) {
                extra.add(with);
            }
            replies.add(call.send(with, click));
        }
        var unused = CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    extra.forEach(BuyerConnection::close);
                    if (!floor.isClosed()) {
                        next.accept(
                                replies.stream().map(CompletableFuture::join).toList());
                    }
                })
                .exceptionally(fault -> {
                    floor.breaches.add("the crowd's own fault: " + fault);
                    return null;
                });
    }

    /** One of several parallel requests. */
    interface Click {
        CompletableFuture<Reply> send(BuyerConnection with, int click);
    }

    BuyerConnection connection() {
        BuyerConnection open = connection;
        if (open == null) {
            open = floor.connections.open();
            connection = open;
        }
        return open;
    }

    String token() {
        return token;
    }

    String key(String what, int which) {
        return CrowdPlan.userId(number) + "-" + what + "-" + reserves + "-" + which;
    }

    void acknowledge(String orderId, List<Integer> units) {
        floor.tally.acknowledge(number, new Acknowledgement(orderId, CrowdPlan.userId(number), units));
    }

    private void enter(Slots.Rank rank, Runnable next) {
        floor.slots.enter(rank, next);
    }

    private void park() {
        disconnect();
        floor.slots.leave();
    }

    private void end(Ending ending) {
        disconnect();
        if (!floor.isClosed()) {
            floor.tally.end(number, owns ? Ending.OWNS : ending);
            floor.slots.leave();
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private static @Nullable Reply first(List<Reply> replies, Predicate<Reply> which) {
        return replies.stream().filter(which).findFirst().orElse(null);
    }
}
