package io.doorbuster.stripesim;

import java.util.Map;

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
        Map<String, String> metadata)
        implements Kept {}
