package io.doorbuster.api.http;

import io.doorbuster.grid.GridUnavailableException;
import io.doorbuster.ledger.IdempotencyMismatchException;
import io.doorbuster.ledger.LedgerUnavailableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what was thrown into what the caller may know of it. */
public final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /** The failure itself, without the futures' wrapping. */
    public static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    static Problem toProblem(Throwable failure, String requestId) {
        Throwable inner = unwrap(failure);
        if (inner instanceof Problem problem) {
            return problem;
        }
        if (inner instanceof GridUnavailableException || inner instanceof LedgerUnavailableException) {
            LOG.warn("request {}: {}", requestId, inner.toString());
            return new Problem(ErrorCode.UNAVAILABLE, "a part that this needs is away; nothing is lost, come again");
        }
        if (inner instanceof TimeoutException) {
            LOG.warn("request {}: no answer in time", requestId);
            return new Problem(
                    ErrorCode.UNAVAILABLE, "no answer in time; repeat the call with the same Idempotency-Key");
        }
        if (inner instanceof IdempotencyMismatchException) {
            return new Problem(ErrorCode.IDEMPOTENCY_MISMATCH, "this Idempotency-Key came before, with another body");
        }
        LOG.error("request {} failed", requestId, inner);
        return new Problem(
                ErrorCode.INTERNAL, "an error that we did not expect; name the request id when you report it");
    }
}
