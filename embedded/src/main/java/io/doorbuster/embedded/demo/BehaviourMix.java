package io.doorbuster.embedded.demo;

import java.util.SplittableRandom;

/**
 * Who behaves how: the same seed and size give the same crowd. Shares are exact and rounded down in favour of honest
 * buyers, so that at least 89 of 100 are persistent, and a crowd of 1.3 times the stock wants all of it.
 */
final class BehaviourMix {
    private static final Behaviour[] ALL = Behaviour.values();

    private final byte[] byBuyer;

    private BehaviourMix(byte[] byBuyer) {
        this.byBuyer = byBuyer;
    }

    static BehaviourMix of(long seed, int buyers) {
        // A buyer is its behaviour's index in ALL; whoever is left over by the rounding stays 0, honest.
        byte[] byBuyer = new byte[buyers];
        int next = 0;
        for (int behaviour = 0; behaviour < ALL.length; behaviour++) {
            int count = (int) ((long) buyers * ALL[behaviour].perMille / 1000);
            for (int i = 0; i < count; i++) {
                byBuyer[next++] = (byte) behaviour;
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = buyers - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            byte swapped = byBuyer[i];
            byBuyer[i] = byBuyer[j];
            byBuyer[j] = swapped;
        }
        return new BehaviourMix(byBuyer);
    }

    Behaviour of(int buyer) {
        return ALL[byBuyer[buyer]];
    }

    int size() {
        return byBuyer.length;
    }
}
