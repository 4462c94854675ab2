package io.doorbuster.stripesim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws the faults: the n-th request meets the same with the same seed, and so does the n-th event. Thread-safe. */
final class FaultDice {
    /** Ordered faults that wait for their request; more is a mistake in a test. */
    private static final int MAX_ORDERED = 10_000;

    private final SplittableRandom ofRequests;
    private final SplittableRandom ofEvents;
    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private final Deque<Ordered> ordered = new ArrayDeque<>();
    private Faults faults;

    FaultDice(long seed, Faults faults) {
        this.faults = faults;
        this.ofRequests = new SplittableRandom(seed);
        this.ofEvents = new SplittableRandom(~seed);
    }

    synchronized void set(Faults now) {
        faults = now;
    }

    /** The next request of this route meets this fault, whatever the dice say. */
    synchronized void once(Fault fault, String route) {
        if (ordered.size() >= MAX_ORDERED || !fault.ofRequests()) {
            throw new IllegalArgumentException("cannot order " + fault + " for " + route);
        }
        ordered.add(new Ordered(fault, route));
    }

    synchronized Toss request(String route, boolean post) {
        SplittableRandom random = ofRequests.split();
        Fault hit = drawn(random, post);
        Fault now = take(route);
        if (now != null) {
            hit = now;
        }
        boolean delayed = random.nextDouble() < faults.chance(Fault.DELAY) || hit == Fault.DELAY;
        if (delayed) {
            count(Fault.DELAY);
        }
        if (hit != null && hit != Fault.DELAY) {
            count(hit);
        }
        long delay = faults.pace().toMillis() + (delayed ? millis(random) : 0);
        long before = delay == 0 ? 0 : random.nextLong(delay + 1);
        return new Toss(hit, before, delay - before, faults.hang());
    }

    private @Nullable Fault drawn(SplittableRandom random, boolean post) {
        List<Fault> hits = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            boolean hit = random.nextDouble() < faults.chance(fault);
            if (hit && fault.ofRequests() && fault != Fault.DELAY && (post || fault != Fault.CONFLICT)) {
                hits.add(fault);
            }
        }
        return hits.isEmpty() ? null : hits.get(random.nextInt(hits.size()));
    }

    private @Nullable Fault take(String route) {
        for (Iterator<Ordered> all = ordered.iterator(); all.hasNext(); ) {
            Ordered next = all.next();
            if (next.route.equals(route)) {
                all.remove();
                return next.fault;
            }
        }
        return null;
    }

    /** What happens to an event on its way. */
    synchronized Journey event() {
        SplittableRandom random = ofEvents.split();
        boolean lost = hits(Fault.EVENT_LOST, random);
        if (lost) {
            return new Journey(true, false, false, 0);
        }
        boolean twice = hits(Fault.EVENT_TWICE, random);
        boolean swapped = hits(Fault.EVENT_SWAPPED, random);
        return new Journey(false, twice, swapped, hits(Fault.EVENT_LATE, random) ? millis(random) : 0);
    }

    private boolean hits(Fault fault, SplittableRandom random) {
        boolean hit = random.nextDouble() < faults.chance(fault);
        if (hit) {
            count(fault);
        }
        return hit;
    }

    private long millis(SplittableRandom random) {
        return random.nextLong(faults.delayMin().toMillis(), faults.delayMax().toMillis() + 1);
    }

    private void count(Fault fault) {
        counts.merge(fault, 1L, Long::sum);
    }

    synchronized Map<Fault, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** One request's fate, in milliseconds before and after Stripe acts. */
    record Toss(@Nullable Fault fault, long beforeMillis, long afterMillis, Duration hang) {
        boolean is(Fault other) {
            return fault == other;
        }
    }

    record Journey(boolean lost, boolean twice, boolean swapped, long lateMillis) {}

    private record Ordered(Fault fault, String route) {}
}
