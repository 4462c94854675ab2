package io.doorbuster.waitingroom;

/**
 * Units are free, and nobody whom admission lets in takes one: those who wait in front are probably not there any more. Each
 * time that a ticket claims its unit for nothing, twice as many more go in as the time before, so that a line of any length
 * is passed in minutes. Time here is the time during which the sale is open. Not thread-safe.
 */
final class Drought {
    private static final double ROUND_MILLIS = UndecidedTickets.NO_SHOW_MILLIS;

    /** More tickets than any room has. */
    private static final int MAX_ROUNDS = 30;

    private double rounds;

    /** @param newUnits reserved in these {@code elapsedMillis}, whoever did; each of them takes back one doubling */
    void advance(long elapsedMillis, long newUnits, boolean stockLeft) {
        double passed = stockLeft ? elapsedMillis / ROUND_MILLIS : 0;
        rounds = Math.min(MAX_ROUNDS, Math.max(0, rounds + passed - newUnits));
    }

    /** Undecided tickets at one time beyond those that there is stock for. */
    double probes() {
        return Math.floor(Math.pow(2, rounds)) - 1;
    }
}
