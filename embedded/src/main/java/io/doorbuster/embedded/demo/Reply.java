package io.doorbuster.embedded.demo;

import org.jspecify.annotations.Nullable;

/**
 * What came of one call: an answer, or none (lost connection, timeout).
 *
 * @param receivedAtMillis when, by the wall clock
 */
record Reply(Call call, @Nullable HttpAnswer answer, boolean allowed, long receivedAtMillis) {
    int status() {
        return answer == null ? 0 : answer.status();
    }

    String code() {
        return answer == null ? "" : answer.code();
    }

    boolean is(int status, String code) {
        return status() == status && code().equals(code);
    }

    /** Worth asking again: the server was away or asked for patience. */
    boolean transientTrouble() {
        return answer == null || status() == 503 || status() == 429 || status() == 423;
    }
}
