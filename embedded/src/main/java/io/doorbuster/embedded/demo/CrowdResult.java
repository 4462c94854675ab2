package io.doorbuster.embedded.demo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * What the crowd saw.
 *
 * @param endings how many buyers ended how
 * @param wantedUntilTheEnd persistent buyers that own nothing: each would have bought a unit, had there been one
 * @param acknowledged every paid order that a buyer was told of
 * @param stoppedListening buyers that went away in mid-purchase (deadline, too many failures): they may own an order
 *     that nobody could tell them of
 * @param aboveCap buyers that held more units at once than the cap allows
 * @param tickets different tickets of the waiting room that buyers were given
 * @param tokens some of these tickets' tokens
 * @param failures what alone makes the run fail, in words
 */
public record CrowdResult(
        Map<String, Integer> endings,
        int wantedUntilTheEnd,
        List<Acknowledgement> acknowledged,
        Set<String> stoppedListening,
        Set<String> aboveCap,
        int tickets,
        List<String> tokens,
        long requests,
        double seconds,
        Map<String, Timing> timings,
        Timing overall,
        long breaches,
        List<String> breachSamples,
        List<String> failures) {
    /** Milliseconds, from the buyers' side. */
    public record Timing(long count, double p50Ms, double p99Ms, double maxMs) {
        static Timing of(Histogram micros) {
            return new Timing(
                    micros.getTotalCount(),
                    micros.getValueAtPercentile(50) / 1000.0,
                    micros.getValueAtPercentile(99) / 1000.0,
                    micros.getMaxValue() / 1000.0);
        }
    }

    public int unitsAcknowledged() {
        return acknowledged.stream().mapToInt(order -> order.units().size()).sum();
    }
}
