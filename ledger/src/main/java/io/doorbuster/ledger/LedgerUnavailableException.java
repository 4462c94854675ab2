package io.doorbuster.ledger;

/** Postgres cannot be reached, is overloaded or gave up: nothing is wrong with the call, so try it again later. */
public final class LedgerUnavailableException extends RuntimeException {
    LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
