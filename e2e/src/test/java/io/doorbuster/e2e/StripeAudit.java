package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.stripesim.SimIntent;
import io.doorbuster.stripesim.StripeSim;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what was sold is what was paid for, from the orders' and from Stripe's own point of view. */
record StripeAudit(Sale sale, StripeSim stripe, int stock) {
    /** Past the resolver's longest wait, twice. */
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(4);

    /** Every unit is sold, paid for and captured, and nobody was charged for nothing; {@code told} knew that they had paid. */
    void everythingIsSoldOnceAndPaidOnce(Set<String> told) {
        await().atMost(SETTLED_WITHIN).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            Reply read = sale.read();
            assertThat(read.number("/stock/sold")).as(read.toString()).isEqualTo(stock);
            for (String other : List.of("free", "held", "paying", "unknown")) {
                assertThat(read.number("/stock/" + other)).as(other).isZero();
            }
            assertThat(read.text("phase")).isEqualTo("SOLD_OUT");
        });
        assertThat(sale.read("/stats").number("/oversold")).isZero();
        Map<String, JsonNode> orders = new HashMap<>();
        await().atMost(SETTLED_WITHIN).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            orders.clear();
            orders.putAll(paidOrders());
            assertThat(orders).hasSize(stock);
        });
        assertThat(orders.keySet()).containsAll(told);
        Set<Integer> units = new HashSet<>();
        orders.values()
                .forEach(order -> order.path("units")
                        .forEach(unit -> assertThat(units.add(unit.asInt()))
                                .as("unit %s", unit)
                                .isTrue()));
        assertThat(units).hasSize(stock).allMatch(unit -> unit >= 1 && unit <= stock);
        await().atMost(SETTLED_WITHIN).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> books(orders));
        Reply level = sale.read("/reconciliation");
        assertThat(level.body().path("consistent").asBoolean())
                .as(level.toString())
                .isTrue();
    }

    /** Each captured payment has one paid order, or was sent back; each paid order has one captured payment. */
    private void books(Map<String, JsonNode> paidOrders) {
        List<SimIntent> ours = stripe.intents().stream()
                .filter(intent -> sale.saleId().equals(intent.metadata().get("sale")))
                .toList();
        Map<String, Long> captured = ours.stream()
                .filter(intent -> intent.captured() && !intent.refunded())
                .collect(Collectors.groupingBy(intent -> "" + intent.metadata().get("order"), Collectors.counting()));
        assertThat(captured.keySet()).isEqualTo(paidOrders.keySet());
        assertThat(captured.values()).allMatch(count -> count == 1);
        assertThat(ours)
                .filteredOn(intent -> intent.status().equals("requires_capture"))
                .as("authorised for nothing")
                .isEmpty();
        assertThat(ours)
                .filteredOn(SimIntent::captured)
                .allSatisfy(intent -> assertThat(intent.amountReceived()).isEqualTo(Merchant.PRICE));
    }

    private Map<String, JsonNode> paidOrders() {
        Map<String, JsonNode> paid = new HashMap<>();
        String cursor = "";
        do {
            Reply page = sale.read("/orders?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.body().path("items").forEach(order -> {
                if (order.path("status").asText().equals("paid")) {
                    paid.put(order.path("orderId").asText(), order);
                }
            });
            cursor = page.body().path("nextCursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return paid;
    }
}
