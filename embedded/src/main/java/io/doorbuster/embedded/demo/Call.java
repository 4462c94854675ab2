package io.doorbuster.embedded.demo;

import java.util.Set;

/** What a buyer asks for, and the answers that the contract allows. */
enum Call {
    JOIN(Slots.Rank.ARRIVING, "201", "409 sold_out", "410 sale_ended", "425 not_started"),
    POLL(Slots.Rank.POLLING, "200"),
    LEAVE(Slots.Rank.HOLDING, "204"),
    RESERVE(
            Slots.Rank.ARRIVING,
            "201",
            "409 sold_out",
            "409 all_held",
            "409 cap_reached",
            "410 sale_ended",
            "410 reservation_expired",
            "423 paused",
            "425 not_started"),
    /** By somebody who was not told that it is admitted; it may be so meanwhile. */
    RESERVE_EARLY(
            Slots.Rank.ARRIVING,
            "201",
            "403 not_admitted",
            "409 sold_out",
            "409 all_held",
            "410 sale_ended",
            "423 paused",
            "425 not_started"),
    /** With a token that the server has not signed. */
    RESERVE_FORGED(
            Slots.Rank.ARRIVING,
            "403 token_invalid",
            "409 sold_out",
            "410 sale_ended",
            "423 paused",
            "425 not_started"),
    CHECKOUT(
            Slots.Rank.HOLDING,
            "201",
            "202",
            "402 payment_declined",
            "409 payment_in_progress",
            "410 reservation_expired",
            "410 sale_ended"),
    RELEASE(Slots.Rank.HOLDING, "200", "204", "410 reservation_expired"),
    ORDER(Slots.Rank.HOLDING, "200"),
    STOCK(Slots.Rank.HOLDING, "200", "304"),
    /** The demo's own calls for the merchant; no buyer waits for them. */
    MERCHANT(Slots.Rank.HOLDING, "200");

    private static final Set<String> TRY_LATER = Set.of(
            "503 unavailable", "503 recovering", "503 fenced", "503 backlogged", "429 rate_limited", "409 all_held");

    /** Before whom a buyer that must repeat it goes on. */
    final Slots.Rank rank;

    /** Status, and the problem's code where there is one. */
    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> allowed;

    Call(Slots.Rank rank, String... allowed) {
        this.rank = rank;
        this.allowed = Set.of(allowed);
    }

    /** Whether it makes sense with a waiting room only. */
    boolean ofTheRoom() {
        return this == JOIN || this == POLL || this == LEAVE || this == RESERVE_EARLY || this == RESERVE_FORGED;
    }

    /** Whether the contract has this answer: its status, its problem code, and Retry-After where that is promised. */
    boolean allows(HttpAnswer answer) {
        String said = (answer.status() + " " + answer.code()).trim();
        boolean promisesRetryAfter = TRY_LATER.contains(said);
        boolean known = allowed.contains(said) || (promisesRetryAfter && !said.startsWith("409"));
        return known && (!promisesRetryAfter || answer.retryAfter() != null);
    }
}
