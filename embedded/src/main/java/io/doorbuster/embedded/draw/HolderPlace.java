package io.doorbuster.embedded.draw;

import java.time.Instant;

/**
 * Where one holder's ticket came out.
 *
 * @param rank 1 is the first of all tickets of the sale
 * @param step of the watermark that admitted it; 0 if none did
 * @param admittedAtMillis epoch milliseconds; 0 if it was not admitted
 */
public record HolderPlace(String ticket, int window, int weight, long rank, int step, long admittedAtMillis) {
    /** In words, for the holder. */
    public String inWords(long tickets) {
        String admitted = step == 0
                ? "never admitted"
                : "admitted with step " + step + " at " + Instant.ofEpochMilli(admittedAtMillis);
        return "ticket %s (window %d, weight %d) is place %,d of %,d, %s"
                .formatted(ticket, window, weight, rank, tickets, admitted);
    }
}
