package io.doorbuster.chaos.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One holder per unit, and nobody above the cap, at every moment at which both sides are certain. */
final class HolderRules {
    private final SaleFacts facts;
    private final Holds holds;
    private final List<Violation> violations = new ArrayList<>();

    HolderRules(SaleFacts facts, Holds holds) {
        this.facts = facts;
        this.holds = holds;
    }

    List<Violation> check() {
        Map<Integer, List<Hold>> byUnit = new HashMap<>();
        Map<String, List<Hold>> byBuyer = new HashMap<>();
        for (Hold hold : holds.all()) {
            if (hold.fromNanos() < hold.toNanos()) {
                hold.units()
                        .forEach(unit -> byUnit.computeIfAbsent(unit, u -> new ArrayList<>())
                                .add(hold));
                byBuyer.computeIfAbsent(hold.buyer(), b -> new ArrayList<>()).add(hold);
            }
        }
        byUnit.forEach(this::oneHolder);
        byBuyer.values().forEach(this::cap);
        againstLedger();
        return violations;
    }

    private void oneHolder(int unit, List<Hold> claims) {
        claims.sort(Comparator.comparingLong(Hold::fromNanos));
        Hold longest = claims.get(0);
        for (Hold next : claims.subList(1, claims.size())) {
            if (longest.certainAt(next.fromNanos())) {
                twoHolders(unit, longest, next);
            }
            longest = next.toNanos() > longest.toNanos() ? next : longest;
        }
    }

    private void twoHolders(int unit, Hold one, Hold other) {
        List<Call> evidence = new ArrayList<>(List.of(one.evidence()));
        evidence.addAll(List.of(other.evidence()));
        violations.add(new Violation(
                Rule.ONE_HOLDER,
                "unit " + unit + " is in " + one.reservationId() + " and in " + other.reservationId(),
                evidence));
    }

    private void cap(List<Hold> ofOneBuyer) {
        for (Hold last : ofOneBuyer) {
            List<Hold> together = ofOneBuyer.stream()
                    .filter(hold -> hold.certainAt(last.fromNanos()))
                    .toList();
            int units = together.stream().mapToInt(hold -> hold.units().size()).sum();
            if (units > facts.cap()) {
                violations.add(new Violation(
                        Rule.CAP,
                        last.buyer() + " has " + units + " units, the cap is " + facts.cap(),
                        together.stream().map(Hold::acknowledgement).toList()));
            }
        }
    }

    /** Whose order is paid in the end holds its units too, told or not. */
    private void againstLedger() {
        Map<Integer, SaleFacts.Order> owners = new HashMap<>();
        Map<String, Integer> perBuyer = new HashMap<>();
        for (SaleFacts.Order order : facts.orders()) {
            if (!order.isPaid()) {
                continue;
            }
            perBuyer.merge(order.buyer(), order.units().size(), Integer::sum);
            for (int unit : order.units()) {
                SaleFacts.Order other = owners.put(unit, order);
                if (other != null) {
                    violations.add(Violation.of(
                            Rule.ONE_HOLDER,
                            "in the ledger unit " + unit + " is in the paid orders " + other.reservationId() + " and "
                                    + order.reservationId()));
                }
            }
        }
        perBuyer.forEach((buyer, units) -> {
            if (units > facts.cap()) {
                violations.add(Violation.of(Rule.CAP, "in the ledger " + buyer + " has paid for " + units + " units"));
            }
        });
        for (Hold hold : holds.all()) {
            if (hold.isPaid() && hold.toNanos() == Hold.FOREVER) {
                for (int unit : hold.units()) {
                    SaleFacts.Order owner = owners.get(unit);
                    if (owner != null && !owner.reservationId().equals(hold.reservationId())) {
                        violations.add(Violation.of(
                                Rule.ONE_HOLDER,
                                "unit " + unit + " was acknowledged as paid for, and in the ledger it is in the paid"
                                        + " order " + owner.reservationId() + " of " + owner.buyer(),
                                hold.evidence()));
                    }
                }
            }
        }
    }
}
