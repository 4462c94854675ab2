package io.doorbuster.waitingroom;

/**
 * A lane in numbers.
 *
 * @param generation how often the lane was built; 1 is the first installation
 * @param tickets that were ever given out, without those of {@code left}
 * @param left tickets that were given back
 * @param lastSequence of the newest event; 0 before the first
 * @param durableSequence of the newest event that the ledger has acknowledged
 * @param atMillis the lane's time when this was taken
 */
public record LaneSummary(
        int lane,
        int generation,
        int termsVersion,
        int tickets,
        int left,
        int closedThrough,
        long lastSequence,
        long durableSequence,
        long atMillis) {}
