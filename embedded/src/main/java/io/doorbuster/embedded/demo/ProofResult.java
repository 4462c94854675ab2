package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the proof found.
 *
 * @param oversold units sold twice, or sold without being in the stock
 * @param undersold units not sold although buyers wanted them until the end
 * @param capViolations buyers above the cap, in Postgres or at any moment of the sale
 * @param consistent whether Postgres agrees with itself, with the buyers and with the payments, and is at rest
 * @param draw what checking the published draw found; null for a sale without one, or before it was checked
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
        @Nullable DrawResult draw,
        List<String> failures,
        CrowdResult crowd) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same with the draw; one that does not verify is a failure. */
    ProofResult with(DrawResult checked) {
        List<String> all = new ArrayList<>(failures);
        if (!checked.verified()) {
            all.add("the draw does not verify: " + checked.inWords());
        }
        return new ProofResult(
                stock,
                sold,
                distinctUnits,
                oversold,
                undersold,
                capViolations,
                paidOrders,
                consistent,
                checked,
                List.copyOf(all),
                crowd);
    }

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
        if (draw == null) {
            json.putNull("drawVerified");
        } else {
            json.put("drawVerified", draw.verified()).put("drawTickets", draw.tickets());
        }
        json.set("endings", JSON.valueToTree(crowd.endings()));
        json.set("timings", JSON.valueToTree(crowd.timings()));
        json.set("failures", JSON.valueToTree(failures));
        json.set("breachSamples", JSON.valueToTree(crowd.breachSamples()));
        return json.toString();
    }
}
