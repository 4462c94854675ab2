package io.doorbuster.embedded.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A crowd of buyers against one sale. The same plan has the same buyers with the same behaviours; how they interleave is
 * the network's business. {@link #run} is for one thread, once; the other methods are for any thread, at any time.
 */
public final class Crowd {
    /** Late comers arrive within this time after the start. */
    static final Duration LATEST_ARRIVAL = Duration.ofSeconds(4);

    private static final int LOBBY_PERCENT = 25;
    private static final long AROUND_START_MILLIS = 800;

    /** One open product page per 100 buyers, up to what one page server would notice. */
    static final int MAX_PAGE_WATCHERS = 20;

    private final CrowdPlan plan;
    private final Connections connections;
    private final BuyerTokens tokens;
    private final BehaviourMix mix;
    private final Breaches breaches = new Breaches();
    private final Latencies latencies = new Latencies();
    private final SaleCalls calls;
    private final CrowdTally tally;
    private volatile int waiting;

    /** @param tokens for {@link CrowdPlan#userId}; asked once per buyer, from any thread */
    public Crowd(CrowdPlan plan, Connections connections, BuyerTokens tokens) {
        this.plan = plan;
        this.connections = connections;
        this.tokens = tokens;
        this.mix = plan.room()
                ? BehaviourMix.withRoom(plan.seed(), plan.buyers())
                : BehaviourMix.of(plan.seed(), plan.buyers());
        this.calls = new SaleCalls(plan.saleId(), latencies, breaches);
        this.tally = new CrowdTally(mix, breaches);
    }

    /** Sends everybody, and returns when all are done or the deadline has passed. */
    public CrowdResult run() throws InterruptedException {
        long startMillis = plan.startAt().toEpochMilli();
        long beganNanos = System.nanoTime();
        boolean inTime;
        try (Floor floor = new Floor(plan, connections, calls, tokens, tally, breaches)) {
            long untilStart = Math.max(0, startMillis - System.currentTimeMillis());
            arrivals(floor, untilStart);
            watchWaiting(floor);
            int watchers = Math.min(MAX_PAGE_WATCHERS, Math.max(1, plan.buyers() / 100));
            for (int i = 0; i < watchers; i++) {
                floor.after(i * PageWatcher.PERIOD_MILLIS / watchers, new PageWatcher(floor)::watch);
            }
            inTime = tally.everybody().await(untilStart + plan.deadline().toMillis(), TimeUnit.MILLISECONDS);
        }
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        return result(inTime, seconds);
    }

    private void arrivals(Floor floor, long untilStart) {
        SplittableRandom random = new SplittableRandom(plan.seed());
        List<Integer> onTime = new ArrayList<>(mix.size());
        for (int number = 0; number < mix.size(); number++) {
            switch (mix.of(number)) {
                case EARLY -> arrive(floor, number);
                case LATE -> {
                    int late = number;
                    floor.after(untilStart + random.nextLong(LATEST_ARRIVAL.toMillis()), () -> arrive(floor, late));
                }
                default -> {
                    if (plan.room()) {
                        int guest = number;
                        floor.after(roomArrival(random, untilStart), () -> arrive(floor, guest));
                    } else {
                        onTime.add(number);
                    }
                }
            }
        }
        floor.after(untilStart, () -> onTime.forEach(number -> arrive(floor, number)));
    }

    /** Some spread over the lobby, most around the start. In milliseconds from now. */
    private static long roomArrival(SplittableRandom random, long untilStart) {
        if (random.nextInt(100) < LOBBY_PERCENT) {
            return random.nextLong(untilStart + 1);
        }
        long from = Math.max(0, untilStart - AROUND_START_MILLIS / 2);
        return from + random.nextLong(AROUND_START_MILLIS);
    }

    private void arrive(Floor floor, int number) {
        floor.slots.enter(Slots.Rank.ARRIVING, () -> new Buyer(floor, number, mix).arrive());
    }

    private void watchWaiting(Floor floor) {
        waiting = floor.askingAgain.size() + floor.parked.size();
        floor.after(100, () -> watchWaiting(floor));
    }

    private CrowdResult result(boolean inTime, double seconds) {
        var unused = latencies.drain();
        Map<Call, CrowdResult.Timing> timings = new EnumMap<>(Call.class);
        for (Call call : Call.values()) {
            if (plan.room() || !call.ofTheRoom()) {
                timings.put(call, CrowdResult.Timing.of(latencies.total(call)));
            }
        }
        Map<String, CrowdResult.Timing> named = new LinkedHashMap<>();
        timings.forEach((call, timing) -> named.put(call.name(), timing));
        List<String> failures = new ArrayList<>();
        if (!inTime) {
            failures.add((mix.size() - tally.ended()) + " buyers were not done after " + plan.deadline());
        }
        if (breaches.count() > 0) {
            failures.add(breaches.count() + " answers broke the contract");
        }
        return new CrowdResult(
                tally.endings(),
                tally.wantedUntilTheEnd(),
                tally.acknowledged(),
                tally.stoppedListening(),
                tally.aboveCap(),
                tally.tickets(),
                tally.tokens(),
                calls.requests(),
                seconds,
                named,
                CrowdResult.Timing.of(latencies.total()),
                breaches.count(),
                breaches.samples(),
                failures);
    }

    int buyersDone() {
        return tally.ended();
    }

    int buyersWaiting() {
        return waiting;
    }

    long requests() {
        return calls.requests();
    }

    Latencies latencies() {
        return latencies;
    }

    SaleCalls calls() {
        return calls;
    }

    CrowdPlan plan() {
        return plan;
    }
}
