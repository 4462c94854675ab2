package io.doorbuster.embedded.demo;

import java.util.Map;
import java.util.Set;

/** What a buyer asks for, and the answers that the contract allows. */
enum Call {
    RESERVE,
    CHECKOUT,
    RELEASE,
    ORDER,
    STOCK,
    /** The demo's own polling of the merchant's side; no buyer waits for it. */
    MERCHANT;

    /** Status, and the problem's code where there is one. */
    private static final Map<Call, Set<String>> ALLOWED = Map.of(
            RESERVE,
            Set.of(
                    "201",
                    "409 sold_out",
                    "409 all_held",
                    "409 cap_reached",
                    "410 sale_ended",
                    "423 paused",
                    "425 not_started"),
            CHECKOUT,
            Set.of(
                    "201",
                    "202",
                    "402 payment_declined",
                    "409 payment_in_progress",
                    "410 reservation_expired",
                    "410 sale_ended"),
            RELEASE,
            Set.of("200", "204", "410 reservation_expired"),
            ORDER,
            Set.of("200"),
            STOCK,
            Set.of("200", "304"),
            MERCHANT,
            Set.of("200"));

    private static final Set<String> TRY_LATER = Set.of(
            "503 unavailable", "503 recovering", "503 fenced", "503 backlogged", "429 rate_limited", "409 all_held");

    /** Whether the contract has this answer: its status, its problem code, and Retry-After where that is promised. */
    boolean allows(HttpAnswer answer) {
        String said = (answer.status() + " " + answer.code()).trim();
        boolean promisesRetryAfter = TRY_LATER.contains(said);
        boolean known =
                ALLOWED.getOrDefault(this, Set.of()).contains(said) || (promisesRetryAfter && !said.startsWith("409"));
        return known && (!promisesRetryAfter || answer.retryAfter() != null);
    }
}
