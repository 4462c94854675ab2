package io.doorbuster.sale;

import java.util.Map;

/**
 * The published rule that orders the waiting room.
 *
 * @param rule the rule
 * @param windowMillis width of an arrival window, for BATCH and after the first window of a lottery
 * @param lotterySec length of the first window of LOTTERY and WEIGHTED, in seconds
 * @param weights tickets per loyalty tier, for WEIGHTED; a tier that is not named has weight 1
 */
public record Fairness(Rule rule, int windowMillis, int lotterySec, Map<String, Integer> weights) {
    public static final Fairness NONE = new Fairness(Rule.NONE, 500, 0, Map.of());

    public enum Rule {
        NONE,
        FIFO,
        BATCH,
        LOTTERY,
        WEIGHTED
    }

    public Fairness {
        weights = Map.copyOf(weights);
    }
}
