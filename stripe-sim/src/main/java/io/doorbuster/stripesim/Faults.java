package io.doorbuster.stripesim;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The faults in force. Every fault is tossed for on its own; {@link Fault#DELAY} and the event faults can come on top of
 * others, of the remaining ones a request meets at most one, drawn among those whose toss came up.
 *
 * @param chances the probability of each fault, 0 to 1; what is missing is 0
 * @param delayMin shortest delay of {@link Fault#DELAY} and {@link Fault#EVENT_LATE}
 * @param delayMax longest such delay
 * @param pace how long every request takes at least
 * @param hang how long a connection hangs before it ends
 */
public record Faults(Map<Fault, Double> chances, Duration delayMin, Duration delayMax, Duration pace, Duration hang) {
    public static final Faults NONE =
            new Faults(Map.of(), Duration.ofMillis(5), Duration.ofMillis(50), Duration.ZERO, Duration.ofSeconds(2));

    public Faults {
        chances = Map.copyOf(chances);
        chances.forEach((fault, chance) -> {
            if (!(chance >= 0 && chance <= 1)) {
                throw new IllegalArgumentException(fault + " has a chance of " + chance + "; it must be in 0..1");
            }
        });
        if (delayMin.isNegative() || delayMin.compareTo(delayMax) > 0 || pace.isNegative() || hang.isNegative()) {
            throw new IllegalArgumentException("durations must be at least 0, and delayMin at most delayMax");
        }
    }

    /** Every fault with the same chance. */
    public static Faults every(double chance) {
        Map<Fault, Double> chances = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            chances.put(fault, chance);
        }
        return new Faults(chances, NONE.delayMin, NONE.delayMax, NONE.pace, NONE.hang);
    }

    public Faults with(Fault fault, double chance) {
        Map<Fault, Double> changed = new TreeMap<>(chances);
        changed.put(fault, chance);
        return new Faults(changed, delayMin, delayMax, pace, hang);
    }

    public Faults withDelay(Duration min, Duration max) {
        return new Faults(chances, min, max, pace, hang);
    }

    public Faults withPace(Duration perRequest) {
        return new Faults(chances, delayMin, delayMax, perRequest, hang);
    }

    public Faults withHang(Duration untilTheEnd) {
        return new Faults(chances, delayMin, delayMax, pace, untilTheEnd);
    }

    double chance(Fault fault) {
        return chances.getOrDefault(fault, 0.0);
    }
}
