package io.doorbuster.embedded.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what Postgres says, by plain SQL, with what the buyers were told and what the payment provider captured. It
 * shares no code with the engine.
 */
public final class Proof {
    /** Examples per fault; the count says the rest. */
    private static final int MAX_EXAMPLES = 5;

    private final AuditedSale sale;
    private final CrowdResult crowd;
    private final List<String> failures = new ArrayList<>();

    public Proof(AuditedSale sale, CrowdResult crowd) {
        this.sale = sale;
        this.crowd = crowd;
    }

    /**
     * Asks every question once.
     *
     * @param captured references of the payments that the provider captured for this sale; null when nobody can tell
     * @param quiet whether the sale had come to rest before
     */
    public ProofResult run(Connection database, @Nullable Collection<String> captured, boolean quiet)
            throws SQLException {
        failures.clear();
        Map<AuditQuestion, Integer> faults = new HashMap<>();
        for (AuditQuestion question : AuditQuestion.values()) {
            if (question.mustBeEmpty()) {
                List<List<String>> rows = question.ask(database, sale);
                faults.put(question, rows.size());
                if (!rows.isEmpty()) {
                    fail(question.title, rows);
                }
            }
        }
        List<List<String>> orders = AuditQuestion.PAID_ORDERS.ask(database, sale);
        compareWithBuyers(orders);
        if (captured != null) {
            compareWithPayments(orders, captured);
        }
        boolean consistent = failures.isEmpty() && quiet;
        if (!quiet) {
            failures.add("the sale did not come to rest: units are still held, or the ledger is behind");
        }

        List<String> counts = AuditQuestion.SOLD.ask(database, sale).get(0);
        int sold = Integer.parseInt(counts.get(0));
        int distinct = Integer.parseInt(counts.get(1));
        int undersold = undersold(sold);
        if (undersold > 0) {
            failures.add(undersold + " units were not sold although buyers wanted them until the end");
        }
        Set<String> aboveCap = crowd.aboveCap();
        if (!aboveCap.isEmpty()) {
            fail("buyers who held more than the cap", aboveCap);
        }
        failures.addAll(crowd.failures());
        int capViolations = Math.max(faults.getOrDefault(AuditQuestion.OVER_CAP, 0), aboveCap.size());
        return new ProofResult(
                sale.stock(),
                sold,
                distinct,
                sold - distinct,
                undersold,
                capViolations,
                orders.size(),
                consistent,
                null,
                List.copyOf(failures),
                crowd);
    }

    /**
     * How many units the sale still owes. Every persistent buyer without a unit stayed until it was told that there is
     * none, so each would have bought one: what could have been sold is what the buyers own, and one unit for each of
     * these, up to the stock.
     */
    private int undersold(int sold) {
        long couldHaveSold = Math.min(sale.stock(), (long) crowd.wantedUntilTheEnd() + crowd.unitsAcknowledged());
        return (int) Math.max(0, couldHaveSold - sold);
    }

    private void compareWithBuyers(List<List<String>> orders) {
        Map<String, String> inPostgres = new HashMap<>();
        Map<String, String> owners = new HashMap<>();
        for (List<String> order : orders) {
            inPostgres.put("ord_" + order.get(0), order.get(1) + " owns " + order.get(2));
            owners.put("ord_" + order.get(0), order.get(1));
        }
        List<String> lost = new ArrayList<>();
        for (Acknowledgement told : crowd.acknowledged()) {
            String units =
                    String.join(",", told.units().stream().map(String::valueOf).toList());
            if (!(told.userId() + " owns " + units).equals(inPostgres.get(told.orderId()))) {
                lost.add(told + " is in Postgres: " + inPostgres.get(told.orderId()));
            }
            owners.remove(told.orderId());
        }
        owners.values().removeAll(crowd.stoppedListening());
        if (!lost.isEmpty()) {
            fail("orders that a buyer was told are paid, and are not", lost);
        }
        if (!owners.isEmpty()) {
            fail("orders paid of which the buyer was never told", owners.entrySet());
        }
    }

    private void compareWithPayments(List<List<String>> orders, Collection<String> captured) {
        Set<String> references = new HashSet<>();
        orders.forEach(order -> references.add(order.get(3)));
        Set<String> charged = new HashSet<>(captured);
        if (orders.size() != captured.size() || !references.equals(charged)) {
            Set<String> withoutOrder = new HashSet<>(charged);
            withoutOrder.removeAll(references);
            references.removeAll(charged);
            failures.add(captured.size() + " payments were captured for " + orders.size() + " paid orders; "
                    + withoutOrder.size() + " payments without an order, " + references.size()
                    + " orders without a payment");
        }
    }

    private void fail(String what, Collection<?> examples) {
        failures.add(what + ": " + examples.size() + ", for example "
                + examples.stream().limit(MAX_EXAMPLES).toList());
    }
}
