package io.doorbuster.embedded.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Who ended how and owns what. Thread-safe. */
final class CrowdTally {
    /** Each is compared with every ticket of the draw. */
    static final int MAX_TOKENS = 60;

    private final BehaviourMix mix;
    private final Ending[] endings;
    private final Set<Integer> owners = new HashSet<>();
    private final Map<String, Acknowledgement> acknowledged = new HashMap<>();
    private final Set<String> aboveCap = new HashSet<>();
    private final Set<String> tickets = new HashSet<>();
    private final List<String> tokens = new ArrayList<>();
    private final CountDownLatch everybody;
    private final Breaches breaches;
    private int ended;

    CrowdTally(BehaviourMix mix, Breaches breaches) {
        this.mix = mix;
        this.breaches = breaches;
        this.endings = new Ending[mix.size()];
        Arrays.fill(endings, Ending.CUT_OFF);
        this.everybody = new CountDownLatch(mix.size());
    }

    void end(int buyer, Ending ending) {
        synchronized (this) {
            endings[buyer] = ending;
            ended++;
        }
        everybody.countDown();
    }

    /** A buyer was told that an order is paid; being told twice is fine, being told two things is not. */
    synchronized void acknowledge(int buyer, Acknowledgement order) {
        owners.add(buyer);
        Acknowledgement before = acknowledged.put(order.orderId(), order);
        if (before != null && !before.equals(order)) {
            breaches.add("an order changed: " + before + " became " + order);
        }
    }

    synchronized void sawAboveCap(int buyer) {
        aboveCap.add(CrowdPlan.userId(buyer));
    }

    /** A buyer has a ticket of the waiting room; being given the same one again is fine. */
    synchronized void joined(int buyer, RoomToken token) {
        boolean isNew = tickets.add(token.ticket());
        boolean sampled = buyer % Math.max(1, mix.size() / (MAX_TOKENS / 2)) == 0;
        if (isNew && sampled && tokens.size() < MAX_TOKENS) {
            tokens.add(token.text());
        }
    }

    synchronized int tickets() {
        return tickets.size();
    }

    /** Tokens of buyers from the whole crowd, at most {@link #MAX_TOKENS}. */
    synchronized List<String> tokens() {
        return List.copyOf(tokens);
    }

    synchronized int ended() {
        return ended;
    }

    CountDownLatch everybody() {
        return everybody;
    }

    synchronized Map<String, Integer> endings() {
        Map<Ending, Integer> counts = new EnumMap<>(Ending.class);
        for (Ending ending : endings) {
            counts.merge(ending, 1, Integer::sum);
        }
        Map<String, Integer> named = new LinkedHashMap<>();
        counts.forEach((ending, count) -> named.put(ending.name(), count));
        return named;
    }

    synchronized int wantedUntilTheEnd() {
        int wanted = 0;
        for (int buyer = 0; buyer < endings.length; buyer++) {
            if (mix.isPersistent(buyer) && endings[buyer] != Ending.OWNS && !owners.contains(buyer)) {
                wanted++;
            }
        }
        return wanted;
    }

    synchronized Set<String> stoppedListening() {
        Set<String> users = new HashSet<>();
        for (int buyer = 0; buyer < endings.length; buyer++) {
            if (endings[buyer] == Ending.CUT_OFF || endings[buyer] == Ending.GAVE_UP) {
                users.add(CrowdPlan.userId(buyer));
            }
        }
        return users;
    }

    synchronized List<Acknowledgement> acknowledged() {
        return new ArrayList<>(acknowledged.values());
    }

    synchronized Set<String> aboveCap() {
        return Set.copyOf(aboveCap);
    }
}
