package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What the proof found.
 *
 * @param oversold units sold twice, or sold without being in the stock
 * @param undersold units not sold although buyers wanted them until the end
 * @param capViolations buyers above the cap, in Postgres or at any moment of the sale
 * @param consistent whether Postgres agrees with itself, with the buyers and with the payments, and is at rest
 * @param failures everything that is wrong, in words
 */
public record ProofResult(
        int stock,
        int sold,
        int distinctUnits,
        int oversold,
        int undersold,
        int capViolations,
        int paidOrders,
        boolean consistent,
        List<String> failures,
        CrowdResult crowd) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether the sale was exact, and nothing else went wrong either. */
    public boolean exact() {
        return oversold == 0 && undersold == 0 && capViolations == 0 && consistent && failures.isEmpty();
    }

    /** One JSON object in one line; the names are part of the contract. */
    public String json() {
        ObjectNode json = JSON.createObjectNode()
                .put("exact", exact())
                .put("stock", stock)
                .put("sold", sold)
                .put("distinctUnits", distinctUnits)
                .put("oversold", oversold)
                .put("undersold", undersold)
                .put("capViolations", capViolations)
                .put("paidOrders", paidOrders)
                .put("seconds", Math.round(crowd.seconds() * 1000) / 1000.0)
                .put("requests", crowd.requests())
                .put("p50Ms", crowd.overall().p50Ms())
                .put("p99Ms", crowd.overall().p99Ms())
                .put("consistent", consistent)
                .put("wantedUntilTheEnd", crowd.wantedUntilTheEnd())
                .put("contractBreaches", crowd.breaches());
        json.set("endings", JSON.valueToTree(crowd.endings()));
        json.set("timings", JSON.valueToTree(crowd.timings()));
        json.set("failures", JSON.valueToTree(failures));
        json.set("breachSamples", JSON.valueToTree(crowd.breachSamples()));
        return json.toString();
    }
}
