package io.doorbuster.api.auth;

/** What became of a token. */
public sealed interface Verification {
    record Verified(Caller caller) implements Verification {}

    /**
     * Not a token that we accept.
     *
     * @param reason for the caller to read
     */
    record Rejected(String reason) implements Verification {}

    /** The issuer's keys cannot be had right now. */
    record KeysUnavailable(String issuer) implements Verification {}
}
