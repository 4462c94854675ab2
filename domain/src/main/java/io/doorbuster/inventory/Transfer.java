package io.doorbuster.inventory;

import org.roaringbitmap.RoaringBitmap;

/**
 * Units on their way from one bucket to another. They stay with the giver until the taker has confirmed, so that a crash
 * at any step is repaired by repeating the step.
 *
 * @param generation of both buckets: what was sent before the sale was rebuilt counts for nothing after it
 * @param sequence 1, 2, 3 … from {@code from} to {@code to}; at most one is open at a time
 * @param units never changed once here
 */
public record Transfer(int generation, int from, int to, long sequence, RoaringBitmap units) {
    /** What tells the giver that the taker has them. */
    public Command settlement() {
        return new Command.Settle(generation, to, sequence);
    }
}
