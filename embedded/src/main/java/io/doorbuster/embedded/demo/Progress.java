package io.doorbuster.embedded.demo;

/**
 * What the display shows at one moment.
 *
 * @param done buyers whose visit has ended
 * @param room whether there is a waiting room
 * @param waiting buyers who wait for their turn, or for a held unit to come back
 * @param admittedPerSecond over the last interval
 * @param requestsPerSecond over the last interval
 */
record Progress(
        SaleCounts counts,
        boolean room,
        int buyers,
        int done,
        int waiting,
        long admittedPerSecond,
        long requests,
        long requestsPerSecond,
        double p50Ms,
        double p99Ms,
        long elapsedMillis) {}
