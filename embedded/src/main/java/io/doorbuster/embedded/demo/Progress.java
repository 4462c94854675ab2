package io.doorbuster.embedded.demo;

/**
 * What the display shows at one moment.
 *
 * @param done buyers whose visit has ended
 * @param waiting buyers who wait for a held unit to come back
 * @param requestsPerSecond over the last interval
 */
record Progress(
        SaleCounts counts,
        int buyers,
        int done,
        int waiting,
        long requests,
        long requestsPerSecond,
        double p50Ms,
        double p99Ms,
        long elapsedMillis) {}
