package io.doorbuster.chaos.history;

import io.doorbuster.chaos.history.SaleFacts.Payment;
import io.doorbuster.chaos.history.SaleFacts.Payment.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One captured payment for each paid order, and none besides. */
final class MoneyRules {
    private final SaleFacts facts;
    private final Map<String, List<Payment>> captured = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    MoneyRules(SaleFacts facts) {
        this.facts = facts;
    }

    List<Violation> check() {
        for (Payment payment : facts.payments()) {
            if (payment.state() == State.CAPTURED) {
                captured.computeIfAbsent(payment.reservationId(), id -> new ArrayList<>())
                        .add(payment);
            }
        }
        for (SaleFacts.Order order : facts.orders()) {
            compare(order, captured.getOrDefault(order.reservationId(), List.of()));
        }
        facts.orders().forEach(order -> captured.remove(order.reservationId()));
        captured.values().forEach(orphans -> fail("captured without an order", orphans));
        return violations;
    }

    private void compare(SaleFacts.Order order, List<Payment> payments) {
        if (order.isPaid()) {
            long due = facts.price() * order.units().size();
            if (payments.size() != 1 || payments.get(0).amount() != due) {
                fail(order + " of " + due + " is paid by", payments);
            }
        } else if (order.status().equals("refunding") ? payments.size() > 1 : !payments.isEmpty()) {
            fail(order + " has captured payments", payments);
        }
    }

    private void fail(String what, List<Payment> payments) {
        violations.add(Violation.of(Rule.MONEY, what + ": " + payments));
    }
}
