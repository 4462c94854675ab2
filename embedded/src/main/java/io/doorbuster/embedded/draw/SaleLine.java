package io.doorbuster.embedded.draw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The first line: the sale's rule, its commitment, and the seed that it committed to.
 *
 * @param weights that a ticket of a weighted draw may have
 */
record SaleLine(
        String saleId,
        String rule,
        long startAtMillis,
        long firstWindowMillis,
        long windowMillis,
        Set<Integer> weights,
        int lanes,
        String commitment,
        String seed) {
    static final int FORMAT = 1;

    /** A ticket's id has three digits for its lane. */
    private static final int MAX_LANES = 1_000;

    private static final int MAX_WEIGHT = 1_000;

    /** The year 9999. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    private static final int HASH_DIGITS = 64;
    private static final List<String> RULES = List.of("FIFO", "BATCH", "LOTTERY", "WEIGHTED");

    SaleLine {
        weights = Set.copyOf(weights);
    }

    static SaleLine of(DrawLine line) throws WrongLine {
        if (!line.type().equals("sale")) {
            throw line.misplaced("sale, the first line of a draw");
        }
        line.mustEqual("format", FORMAT, "the one that this verifier knows");
        String rule = line.text("rule");
        if (!RULES.contains(rule)) {
            throw line.wrong("rule", "one of " + RULES + ", the rules with a draw");
        }
        return new SaleLine(
                line.text("saleId"),
                rule,
                line.whole("startAtMs", 0, MAX_MILLIS),
                line.whole("firstWindowMs", 1, MAX_MILLIS),
                line.whole("windowMs", 1, MAX_MILLIS),
                weights(line),
                (int) line.whole("lanes", 1, MAX_LANES),
                line.hex("commitment", HASH_DIGITS),
                line.hex("seed", HASH_DIGITS));
    }

    private static Set<Integer> weights(DrawLine line) throws WrongLine {
        JsonNode weights = line.json().path("weights");
        if (!weights.isObject()) {
            throw line.wrong("weights", "an object");
        }
        Set<Integer> values = new HashSet<>();
        values.add(1);
        for (Map.Entry<String, JsonNode> tier : weights.properties()) {
            int weight = tier.getValue().asInt();
            if (!tier.getValue().isInt() || weight < 1 || weight > MAX_WEIGHT) {
                throw new WrongLine(
                        line.number(), "weights", tier.toString(), "a whole number from 1 to " + MAX_WEIGHT);
            }
            values.add(weight);
        }
        return values;
    }

    boolean weighted() {
        return rule.equals("WEIGHTED");
    }

    /** The window of somebody who arrives at that moment, unless it was closed by then. */
    long window(long arrivedAtMillis) {
        long afterFirst = arrivedAtMillis - startAtMillis - firstWindowMillis;
        return afterFirst < 0 ? 0 : 1 + afterFirst / windowMillis;
    }
}
