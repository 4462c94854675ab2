package io.doorbuster.embedded.demo;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The crowd to send.
 *
 * @param rule of the waiting room; {@code NONE} for no room
 * @param startAt when the sale opens; early birds come before
 * @param activeBuyers buyers with a connection at one moment; a buyer that double-clicks has a few for that moment
 * @param deadline how long after the start everybody must be done; past it the run is a failure
 */
public record CrowdPlan(
        String saleId,
        int buyers,
        int stock,
        int perUserCap,
        String rule,
        long seed,
        Instant startAt,
        int activeBuyers,
        Duration deadline) {
    /**
     * About what two cores keep busy at a few milliseconds an answer; more would only queue in the server's accept
     * backlog, and stays far below the 28,000 local ports.
     */
    public static final int DEFAULT_ACTIVE_BUYERS = 1_000;

    public CrowdPlan {
        if (buyers < 1 || stock < 1 || perUserCap < 1 || activeBuyers < 1) {
            throw new IllegalArgumentException("buyers, stock, perUserCap and activeBuyers must be at least 1");
        }
    }

    /** Whether buyers must go through a waiting room. */
    public boolean room() {
        return !rule.equals("NONE");
    }

    /** The loyalty tier of a buyer: under WEIGHTED one in ten is gold, two are silver. */
    @Nullable
    String tier(int number) {
        if (!rule.equals("WEIGHTED")) {
            return null;
        }
        return switch (number % 10) {
            case 0 -> "gold";
            case 1, 2 -> "silver";
            default -> null;
        };
    }

    /** The {@code sub} that buyer {@code number} (from 0) must have in its token. */
    public static String userId(int number) {
        return "buyer-" + (number + 1);
    }
}
