package io.doorbuster.embedded.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long answers took, per kind of call, from the buyer's side: a first request's time includes its connect.
 * Recording is wait-free; reading is for one thread at a time. Thread-safe.
 */
final class Latencies {
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Map<Call, Recorder> recorders = new EnumMap<>(Call.class);
    private final Map<Call, Histogram> totals = new EnumMap<>(Call.class);

    Latencies() {
        for (Call call : Call.values()) {
            recorders.put(call, new Recorder(MAX_MICROS, SIGNIFICANT_DIGITS));
            totals.put(call, empty());
        }
    }

    private static Histogram empty() {
        return new Histogram(MAX_MICROS, SIGNIFICANT_DIGITS);
    }

    void record(Call call, long nanos) {
        Recorder recorder = recorders.get(call);
        if (recorder != null) {
            recorder.recordValue(Math.min(MAX_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
        }
    }

    /** Everything since the last call, over all kinds but the demo's own polling; adds to the totals. */
    synchronized Histogram drain() {
        Histogram interval = empty();
        recorders.forEach((call, recorder) -> {
            Histogram recent = recorder.getIntervalHistogram();
            Histogram total = totals.get(call);
            if (total != null) {
                total.add(recent);
            }
            if (call != Call.MERCHANT) {
                interval.add(recent);
            }
        });
        return interval;
    }

    /** What the whole run saw of one kind; call {@link #drain} first. */
    synchronized Histogram total(Call call) {
        Histogram copy = empty();
        Histogram total = totals.get(call);
        if (total != null) {
            copy.add(total);
        }
        return copy;
    }

    /** What the whole run saw of all kinds but the demo's own polling; call {@link #drain} first. */
    synchronized Histogram total() {
        Histogram all = empty();
        totals.forEach((call, total) -> {
            if (call != Call.MERCHANT) {
                all.add(total);
            }
        });
        return all;
    }
}
