package io.doorbuster.embedded.demo;

import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who behaves how: the same seed and size give the same crowd. Shares are exact and rounded down in favour of honest
 * buyers, so that without a waiting room at least 89 of 100 are persistent, and a crowd of 1.3 times the stock wants all
 * of it.
 */
final class BehaviourMix {
    private static final Behaviour[] BEHAVIOURS = Behaviour.values();
    private static final RoomHabit[] HABITS = RoomHabit.values();

    /** So that habits do not go with behaviours. */
    private static final long HABIT_SEED = 0x9e3779b97f4a7c15L;

    private final byte[] behaviours;
    private final byte @Nullable [] habits;

    private BehaviourMix(byte[] behaviours, byte @Nullable [] habits) {
        this.behaviours = behaviours;
        this.habits = habits;
    }

    static BehaviourMix of(long seed, int buyers) {
        return new BehaviourMix(shuffled(BEHAVIOURS, behaviour -> behaviour.perMille, seed, buyers), null);
    }

    static BehaviourMix withRoom(long seed, int buyers) {
        return new BehaviourMix(
                of(seed, buyers).behaviours, shuffled(HABITS, habit -> habit.perMille, seed ^ HABIT_SEED, buyers));
    }

    private static <T> byte[] shuffled(T[] all, ToIntFunction<T> perMille, long seed, int buyers) {
        // A buyer is its index in all; whoever is left over by the rounding stays 0.
        byte[] byBuyer = new byte[buyers];
        int next = 0;
        for (int index = 0; index < all.length; index++) {
            int count = (int) ((long) buyers * perMille.applyAsInt(all[index]) / 1000);
            for (int i = 0; i < count; i++) {
                byBuyer[next++] = (byte) index;
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = buyers - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            byte swapped = byBuyer[i];
            byBuyer[i] = byBuyer[j];
            byBuyer[j] = swapped;
        }
        return byBuyer;
    }

    Behaviour of(int buyer) {
        return BEHAVIOURS[behaviours[buyer]];
    }

    RoomHabit habit(int buyer) {
        return habits == null ? RoomHabit.PATIENT : HABITS[habits[buyer]];
    }

    /** Whether that buyer stays until it owns a unit or is told that there is none. */
    boolean isPersistent(int buyer) {
        return of(buyer).persistent && habit(buyer).persistent;
    }

    int size() {
        return behaviours.length;
    }
}
