package io.doorbuster.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Paid stays paid, every unit is sold once, and sold out is said when it is true. */
final class OrderRules {
    private static final Set<String> AFTER_PAID = Set.of("paid", "refunding", "refunded");

    private final SaleFacts facts;
    private final List<Call> calls;
    private final Holds holds;
    private final Leeway leeway;
    private final Map<String, SaleFacts.Order> orders;
    private final List<Violation> violations = new ArrayList<>();

    OrderRules(SaleFacts facts, List<Call> calls, Holds holds, Leeway leeway) {
        this.facts = facts;
        this.calls = calls;
        this.holds = holds;
        this.leeway = leeway;
        this.orders =
                facts.orders().stream().collect(Collectors.toMap(SaleFacts.Order::reservationId, Function.identity()));
    }

    List<Violation> check() {
        holds.all().stream().filter(Hold::isPaid).forEach(this::staysPaid);
        soldUnits();
        soldOut();
        return violations;
    }

    private void staysPaid(Hold hold) {
        SaleFacts.Order order = orders.get(hold.reservationId());
        boolean kept = order != null
                && (order.isPaid() || (order.wasPaid() && hold.toNanos() != Hold.FOREVER))
                && order.buyer().equals(hold.buyer())
                && (order.units().equals(hold.units()) || leeway.mayLose(hold.acknowledgement()));
        if (!kept) {
            violations.add(Violation.of(Rule.KEPT_ORDER, "in the ledger it is " + order, hold.evidence()));
        }
        for (Call later : holds.callsAbout(hold.reservationId())) {
            Answer answer = later.answer();
            if (answer == null || later.startNanos() < hold.paid().endNanos() || later.kind() != CallKind.ORDER) {
                continue;
            }
            boolean unpaid = answer.is(404, "not_found")
                    || (answer.isSuccess() && (answer.state() == null || !AFTER_PAID.contains(answer.state())));
            boolean refundedUnasked = answer.isSuccess() && !later.says("paid") && later.endNanos() < hold.toNanos();
            if (unpaid || refundedUnasked) {
                violations.add(Violation.of(Rule.KEPT_ORDER, hold.reservationId(), hold.paid(), later));
                return;
            }
        }
    }

    private void soldUnits() {
        Map<Integer, String> owners = new HashMap<>();
        for (SaleFacts.Sold sold : facts.sold()) {
            if (owners.put(sold.unit(), sold.reservationId()) != null) {
                violations.add(Violation.of(Rule.SOLD_ONCE, "unit " + sold.unit() + " is sold twice"));
            }
            if (sold.unit() < 1 || sold.unit() > facts.stock()) {
                violations.add(Violation.of(Rule.SOLD_ONCE, "unit " + sold.unit() + " is not in the stock"));
            }
        }
        Set<Integer> paidUnits = new HashSet<>();
        for (SaleFacts.Order order : facts.orders()) {
            if (order.isPaid()) {
                paidUnits.addAll(order.units());
                if (!order.units().stream()
                        .allMatch(unit -> order.reservationId().equals(owners.get(unit)))) {
                    violations.add(Violation.of(
                            Rule.SOLD_ONCE,
                            "the paid order " + order.reservationId() + " does not own its units " + order.units()));
                }
            }
        }
        if (leeway.mustSellOut() && paidUnits.size() < facts.stock()) {
            violations.add(Violation.of(
                    Rule.SOLD_ONCE,
                    paidUnits.size() + " of " + facts.stock() + " units are sold although buyers wanted all of them"));
        }
    }

    /** Units that are given back may be sold again, so this holds only where none was. */
    private void soldOut() {
        if (calls.stream().anyMatch(call -> call.kind() == CallKind.REFUND)
                || facts.orders().stream().anyMatch(order -> order.wasPaid() && !order.isPaid())) {
            return;
        }
        calls.stream()
                .filter(call -> call.answer() != null && call.answer().is(409, "sold_out"))
                .findFirst()
                .ifPresent(said -> holds.all().stream()
                        .filter(Hold::isPaid)
                        .filter(hold -> holds.callsAbout(hold.reservationId()).stream()
                                .filter(call -> call.kind() == CallKind.CHECKOUT)
                                .allMatch(call -> call.startNanos() > said.endNanos()))
                        .findFirst()
                        .ifPresent(hold -> violations.add(
                                Violation.of(Rule.SOLD_OUT_IS_FINAL, hold.reservationId(), said, hold.paid()))));
    }
}
