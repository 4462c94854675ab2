package io.doorbuster.stripesim;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first answer to each key of each account, for 24 hours. Thread-safe. */
final class Idempotency {
    /** Stripe prunes keys "after they're at least 24 hours old". */
    private static final Duration LIFE = Duration.ofHours(24);
    /** Stripe's limit, in characters. */
    private static final int MAX_KEY_LENGTH = 255;
    /** Some 2 KB each: at most 1 GB; the oldest give way. */
    private static final int MAX_KEPT = 500_000;

    private final Clock clock;
    private final Map<String, Answered> kept = new LinkedHashMap<>();
    private final Set<String> inFlight = new HashSet<>();

    Idempotency(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes the key, unless it has an answer already.
     *
     * @throws Refusal if it is in use, or was used for another request
     */
    synchronized @Nullable Reply begin(String account, String key, String request) {
        if (key.length() > MAX_KEY_LENGTH) {
            throw Refusal.invalid("", "", "Idempotency keys are at most " + MAX_KEY_LENGTH + " characters long.");
        }
        prune();
        String name = name(account, key);
        if (inFlight.contains(name)) {
            throw Refusal.keyInUse();
        }
        Answered first = kept.get(name);
        if (first == null) {
            inFlight.add(name);
            return null;
        }
        if (!first.request().equals(request)) {
            throw Refusal.keyMismatch();
        }
        return new Reply(first.status(), Map.of(), Reply.JSON, first.body())
                .withHeader("Idempotent-Replayed", "true")
                .withHeader("Stripe-Should-Retry", "false");
    }

    synchronized void end(String account, String key) {
        inFlight.remove(name(account, key));
    }

    synchronized void keep(Answered answered) {
        kept.put(name(answered.account(), answered.key()), answered);
        if (kept.size() > MAX_KEPT) {
            Iterator<String> oldest = kept.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void prune() {
        long now = clock.instant().getEpochSecond();
        Iterator<Answered> oldestFirst = kept.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().at() + LIFE.toSeconds() <= now) {
            oldestFirst.remove();
        }
    }

    private static String name(String account, String key) {
        return account + "/" + key;
    }
}
