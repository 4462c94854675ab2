package io.doorbuster.embedded.demo;

import java.util.ArrayList;
import java.util.List;

/** Answers that the contract does not have: all counted, the first few kept. Thread-safe. */
final class Breaches {
    /** Enough to see the pattern; a server that is wrong 150,000 times says the same each time. */
    static final int MAX_SAMPLES = 20;

    private static final int MAX_SAMPLE_CHARACTERS = 400;

    private final List<String> samples = new ArrayList<>();
    private long count;

    synchronized void add(String what) {
        count++;
        if (samples.size() < MAX_SAMPLES) {
            samples.add(what.length() <= MAX_SAMPLE_CHARACTERS ? what : what.substring(0, MAX_SAMPLE_CHARACTERS));
        }
    }

    void add(Call call, HttpAnswer answer, String why) {
        add(call + ": " + why + ": " + answer.status() + " " + answer.text() + " (request " + answer.requestId() + ")");
    }

    synchronized long count() {
        return count;
    }

    synchronized List<String> samples() {
        return List.copyOf(samples);
    }
}
