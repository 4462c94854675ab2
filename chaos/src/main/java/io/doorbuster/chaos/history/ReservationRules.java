package io.doorbuster.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was acknowledged stays what it is until it certainly may end. */
final class ReservationRules {
    private final SaleFacts facts;
    private final Holds holds;
    private final Leeway leeway;
    private final List<Violation> violations = new ArrayList<>();

    ReservationRules(SaleFacts facts, Holds holds, Leeway leeway) {
        this.facts = facts;
        this.holds = holds;
        this.leeway = leeway;
    }

    List<Violation> check() {
        Map<String, SaleFacts.Reserved> ledger = new HashMap<>();
        facts.reservations().forEach(reserved -> ledger.put(reserved.reservationId(), reserved));
        for (Hold hold : holds.all()) {
            if (!leeway.mayLose(hold.acknowledgement())) {
                answers(hold);
                ledger(hold, ledger);
            }
        }
        return violations;
    }

    private void answers(Hold hold) {
        for (Call call : holds.callsAbout(hold.reservationId())) {
            Answer answer = call.answer();
            // Later than the acknowledgement for certain, and over before the reservation may have been.
            boolean within = call.startNanos() >= hold.fromNanos() && call.endNanos() < hold.toNanos();
            if (answer == null || call.kind() == CallKind.ORDER) {
                continue;
            }
            if (within && answer.showsLoss()) {
                violations.add(Violation.of(Rule.KEPT_RESERVATION, hold.reservationId(), hold.acknowledgement(), call));
                return;
            }
            boolean changed = answer.showsHold() && !hold.units().equals(answer.units());
            if (changed || (answer.showsHold() && !call.buyer().equals(hold.buyer()))) {
                violations.add(Violation.of(
                        Rule.KEPT_RESERVATION,
                        hold.reservationId() + " became another one",
                        hold.acknowledgement(),
                        call));
                return;
            }
        }
    }

    private void ledger(Hold hold, Map<String, SaleFacts.Reserved> ledger) {
        SaleFacts.Reserved durable = ledger.get(hold.reservationId());
        if (durable == null) {
            violations.add(Violation.of(
                    Rule.KEPT_RESERVATION,
                    "the ledger never heard of " + hold.reservationId(),
                    hold.acknowledgement()));
        } else if (!durable.buyer().equals(hold.buyer()) || !durable.units().equals(hold.units())) {
            violations.add(Violation.of(
                    Rule.KEPT_RESERVATION,
                    "in the ledger it is " + durable.buyer() + "'s, with the units " + durable.units(),
                    hold.acknowledgement()));
        }
    }
}
