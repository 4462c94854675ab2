package io.doorbuster.waitingroom;

/**
 * Units are free, and nobody whom admission lets in takes one: those who wait in front are probably not there any more. So
 * twice as many go in every few seconds, and a line of any length is passed in a minute or two. Time here is the time during
 * which the sale is open. Not thread-safe.
 */
final class Drought {
    /** Those in front ask every second and need some to click: who is there has mostly come within it. */
    static final double DOUBLING_MILLIS = UndecidedTickets.NO_SHOW_MILLIS / 2.0;

    /** More tickets than any room has. */
    private static final int MAX_DOUBLINGS = 30;

    private double doublings;

    /**
     * Time in which somebody who was let in could have taken a unit.
     *
     * @param newUnits reserved in these {@code elapsedMillis}, whoever did; each of them takes back one doubling
     */
    void advance(long elapsedMillis, long newUnits, boolean stockLeft) {
        double passed = stockLeft ? elapsedMillis / DOUBLING_MILLIS : 0;
        doublings = Math.min(MAX_DOUBLINGS, Math.max(0, doublings + passed - newUnits));
    }

    /** Nobody was let in, so that nobody could take anything. */
    void end() {
        doublings = 0;
    }

    /** Undecided tickets at one time beyond those that there is stock for. */
    double probes() {
        return Math.floor(Math.pow(2, doublings)) - 1;
    }
}
