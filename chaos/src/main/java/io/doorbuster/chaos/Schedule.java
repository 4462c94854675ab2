package io.doorbuster.chaos;

import io.doorbuster.chaos.kit.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Draws the faults of a run, all from its seed. Each kind comes once before one comes again; now and then the next strikes
 * before the cluster can have recovered from the last.
 */
final class Schedule {
    static final int MAX_CLOCK_STEP_SEC = 10;

    private static final int MIN_PAUSE_MILLIS = 1_000;

    /** The shortest and the longest fault, in seconds; the longest pause is half of that. */
    record Lengths(int shortestSec, int longestSec) {
        static final Lengths USUAL = new Lengths(1, 30);

        Lengths {
            if (shortestSec < 1 || longestSec < shortestSec) {
                throw new IllegalArgumentException(
                        "faults last from 1 s up, the longest as long as the shortest at least");
            }
        }
    }

    /** Of each of its failures, of which there are some ten: with 10 % every second call fails. */
    private static final int MIN_PROVIDER_PERCENT = 3;

    private static final int MAX_PROVIDER_PERCENT = 12;
    private static final int MIN_DELAY_MILLIS = 10;
    private static final int MAX_DELAY_MILLIS = 1_000;
    private static final int MIN_KILOBITS = 64;
    private static final int MAX_KILOBITS = 2_048;

    /** A restart's own time, which a schedule does not know, is about this. */
    private static final long RESTART_MILLIS = 15_000;

    private final Random random;
    private final Lengths lengths;
    private final List<FaultKind> deck = new ArrayList<>();
    private final List<FaultKind> kinds;

    private Schedule(long seed, Set<FaultKind> kinds, Lengths lengths) {
        this.random = new Random(seed);
        this.lengths = lengths;
        // An order of their own, so that the same seed means the same schedule.
        this.kinds = Stream.of(FaultKind.values()).filter(kinds::contains).toList();
    }

    /** As many faults as the time holds, at least one. */
    static List<Fault> draw(long seed, Duration time, Set<FaultKind> kinds, Lengths lengths) {
        Schedule schedule = new Schedule(seed, kinds, lengths);
        List<Fault> faults = new ArrayList<>();
        do {
            faults.add(schedule.next());
        } while (duration(faults).compareTo(time) < 0);
        return faults;
    }

    /** Each kind once. */
    static List<Fault> each(long seed, Set<FaultKind> kinds, Lengths lengths) {
        Schedule schedule = new Schedule(seed, kinds, lengths);
        return Stream.generate(schedule::next).limit(kinds.size()).toList();
    }

    /** How long it takes to strike and heal all of them, about. */
    static Duration duration(List<Fault> faults) {
        return Duration.ofMillis(faults.stream()
                .mapToLong(fault ->
                        fault.pauseMillis() + fault.durationMillis() + (restarts(fault.kind()) ? RESTART_MILLIS : 0))
                .sum());
    }

    private static boolean restarts(FaultKind kind) {
        return switch (kind) {
            case KILL_GRID, KILL_API, KILL_ALL, RESTART_GRID, RESTART_API, ROLLING_RESTART -> true;
            default -> false;
        };
    }

    private Fault next() {
        if (deck.isEmpty()) {
            deck.addAll(kinds);
            Collections.shuffle(deck, random);
        }
        FaultKind kind = deck.remove(deck.size() - 1);
        long pause = between(MIN_PAUSE_MILLIS, Math.max(MIN_PAUSE_MILLIS, lengths.longestSec() * 1_000 / 2));
        // More short ones than long ones, as outside.
        int shortest = lengths.shortestSec() * 1_000;
        int longest = between(shortest, lengths.longestSec() * 1_000);
        return new Fault(kind, pause, between(shortest, longest), nodes(kind), amount(kind));
    }

    private int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    private List<String> nodes(FaultKind kind) {
        return switch (kind) {
            case KILL_API, PAUSE_API, RESTART_API -> List.of(oneOf(Cluster.API));
            case KILL_ALL -> Cluster.GRID;
            case ROLLING_RESTART ->
                Stream.concat(Cluster.GRID.stream(), Cluster.API.stream()).toList();
            case LEDGER_STOP, LEDGER_PAUSE, LEDGER_SLOW -> List.of("ledger");
            case PROVIDER -> List.of("provider");
            case CUT_PAIR -> pair();
            case KILL_GRID, PAUSE_GRID, RESTART_GRID, CUT, CUT_MEMBERS, CUT_ONE_WAY, LOSS, THROTTLE, CLOCK ->
                List.of(oneOf(Cluster.GRID));
        };
    }

    /** A member, and another one or an HTTP node. */
    private List<String> pair() {
        List<String> ends = new ArrayList<>(Cluster.GRID);
        String one = ends.remove(random.nextInt(ends.size()));
        ends.addAll(Cluster.API);
        return List.of(one, oneOf(ends));
    }

    private int amount(FaultKind kind) {
        return switch (kind) {
            case LOSS -> between(5, 60);
            case PROVIDER -> between(MIN_PROVIDER_PERCENT, MAX_PROVIDER_PERCENT);
            case LEDGER_SLOW -> between(MIN_DELAY_MILLIS, MAX_DELAY_MILLIS);
            case THROTTLE -> between(MIN_KILOBITS, MAX_KILOBITS);
            case CLOCK -> between(1, MAX_CLOCK_STEP_SEC) * (random.nextBoolean() ? 1 : -1);
            default -> 0;
        };
    }

    private String oneOf(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }
}
