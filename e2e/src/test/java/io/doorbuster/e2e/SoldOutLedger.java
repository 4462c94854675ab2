package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.e2e.RememberedCrowd.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Postgres and the sandbox's journal after the last unit, read from outside. */
record SoldOutLedger(Sale sale, String jdbcUrl, Path journal) {
    private static final Duration LONG = Duration.ofSeconds(60);

    void assertExact(int stock, Map<String, Order> acknowledged) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(rows("SELECT status FROM orders WHERE sale_id = :sale"))
                        .doesNotContain("pending")
                        .filteredOn("paid"::equals)
                        .hasSize(stock));
        assertThat(rows("SELECT unit FROM sold_units WHERE sale_id = :sale ORDER BY unit"))
                .hasSize(stock)
                .doesNotHaveDuplicates()
                .contains("1", Integer.toString(stock));
        Set<String> paid = Set.copyOf(rows("SELECT 'ord_' || order_id || ' ' || user_id || ' ' || units[1]"
                + " FROM orders WHERE sale_id = :sale AND status = 'paid'"));
        assertThat(paid)
                .hasSize(stock)
                .containsAll(acknowledged.entrySet().stream()
                        .map(told -> told.getKey() + " " + told.getValue().buyer() + " "
                                + told.getValue().units().path(0).asInt())
                        .toList());
        assertThat(captured()).as("charged").containsExactlyInAnyOrderElementsOf(paidReferences());
        assertThat(sale.read("/reconciliation").body().path("consistent").asBoolean())
                .isTrue();
    }

    private List<String> paidReferences() {
        return rows("SELECT payment_ref FROM orders WHERE sale_id = :sale AND status = 'paid'");
    }

    private List<String> rows(String sql) {
        return Jdbi.create(jdbcUrl)
                .withHandle(handle -> handle.createQuery(sql)
                        .bind("sale", sale.saleId())
                        .mapTo(String.class)
                        .list());
    }

    /** References of what the provider captured; the journal's last line on a payment counts. */
    private List<String> captured() {
        Map<String, String> states = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(journal)) {
                states.put(
                        Api.JSON.readTree(line).path("reference").asText(),
                        Api.JSON.readTree(line).path("state").asText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(states.values()).as("the money is moved or it is not").doesNotContain("AUTHORISED");
        return states.entrySet().stream()
                .filter(payment -> payment.getValue().equals("CAPTURED"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }
}
