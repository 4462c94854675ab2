package io.doorbuster.embedded.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One buyer's presence at a sale: its slot, its connection, its patience, and its ending. Steps happen one at a time, each
 * started by the completion of the one before (an answer, a think time, a turn), so that nothing here needs a lock.
 */
final class Visit {
    /** A longer wait gives the connection and the slot to somebody else. */
    static final long PARK_AFTER_MILLIS = 1_000;

    /** With waits of up to 4 s this outlasts an infrastructure outage of half a minute, and then says so. */
    static final int MAX_TROUBLES = 20;

    private static final long MIN_TROUBLE_WAIT_MILLIS = 200;
    private static final long MAX_TROUBLE_WAIT_MILLIS = 4_000;

    final Floor floor;
    final int number;
    final SplittableRandom random;
    private final String token;
    private @Nullable BuyerConnection connection;
    private int troubles;
    private boolean owns;

    Visit(Floor floor, int number) {
        this.floor = floor;
        this.number = number;
        // Not the crowd's own generator: what this buyer draws must not depend on who came before it.
        this.random = new SplittableRandom(floor.plan.seed() * 1_000_003 + number);
        this.token = floor.tokens.of(userId(), floor.plan.tier(number));
    }

    String userId() {
        return CrowdPlan.userId(number);
    }

    String token() {
        return token;
    }

    boolean owns() {
        return owns;
    }

    void acknowledge(String orderId, List<Integer> units) {
        owns = true;
        floor.tally.acknowledge(number, new Acknowledgement(orderId, userId(), units));
    }

    /** Forgets earlier troubles: things go well again. */
    void calm() {
        troubles = 0;
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
        pause(wait + random.nextLong(wait / 2 + 1), reply.call().rank, again);
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

    /** Asks again once the wait is over and it is this buyer's turn among those that ask again. */
    void askAgain(Reply refused, Runnable again) {
        long asked = refused.answer() == null
                ? PARK_AFTER_MILLIS
                : refused.answer().retryAfter(Duration.ofSeconds(1)).toMillis();
        long jitter = random.nextLong(asked / 2 + 1);
        park();
        floor.askingAgain.add(refused.receivedAtMillis() + asked + jitter, () -> enter(Slots.Rank.ASKING_AGAIN, again));
    }

    /** Waits for its turn in the waiting room, without a connection; shorter if the sale turns out to be over. */
    void waitToPoll(long millis, Runnable poll) {
        park();
        floor.parked.add(millis, () -> enter(Slots.Rank.POLLING, poll));
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

    /** Sends one call. */
    void alone(Click call, Consumer<Reply> next) {
        together(1, call, replies -> next.accept(replies.get(0)));
    }

    /** One of several parallel requests. */
    interface Click {
        CompletableFuture<Reply> send(BuyerConnection with, int click);
    }

    private BuyerConnection connection() {
        BuyerConnection open = connection;
        if (open == null) {
            open = floor.connections.open();
            connection = open;
        }
        return open;
    }

    private void enter(Slots.Rank rank, Runnable next) {
        floor.slots.enter(rank, next);
    }

    private void park() {
        disconnect();
        floor.slots.leave();
    }

    void end(Ending ending) {
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
}
