package io.doorbuster.ledger;

/** An idempotency key came again with another request. */
public final class IdempotencyMismatchException extends RuntimeException {
    IdempotencyMismatchException(String message) {
        super(message);
    }
}
