package io.doorbuster.stripesim;

import java.util.Map;

/** @param failure why it failed; empty while it has not */
record Refund(
        String id,
        String account,
        long number,
        long created,
        String intent,
        String charge,
        long amount,
        String currency,
        String reason,
        Map<String, String> metadata,
        String status,
        String failure)
        implements Kept {
    static final String PENDING = "pending";
    static final String SUCCEEDED = "succeeded";
    static final String FAILED = "failed";

    Refund with(String newStatus, String newFailure) {
        return new Refund(
                id,
                account,
                number,
                created,
                intent,
                charge,
                amount,
                currency,
                reason,
                metadata,
                newStatus,
                newFailure);
    }
}
