package io.doorbuster.chaos.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether a history can have happened in a system that keeps every {@link Rule}. A call whose fate nobody knows
 * may have been done or not, at any time from its start on: what holds either way is no violation.
 *
 * <p>So a reservation counts only while it certainly lives. That begins when its buyer has the answer, not when the
 * grid decided, and ends as soon as it may be over: at its expiry less the clocks' difference, or when the first release
 * set out that was not plainly refused. A payment under way may prolong it, which nobody can rely on; a payment that
 * was acknowledged shows that it never ended.
 */
public final class Checker {
    private Checker() {}

    /**
     * Checks one sale against every rule.
     *
     * @param history of one sale or of several, in the order in which calls ended
     */
    public static List<Violation> check(SaleFacts facts, List<Call> history, Leeway leeway) {
        List<Call> calls = history.stream()
                .filter(call -> call.saleId().equals(facts.saleId()))
                .toList();
        Holds holds = new Holds(calls, leeway);
        List<Violation> violations = new ArrayList<>(new HolderRules(facts, holds).check());
        violations.addAll(new ReservationRules(facts, holds, leeway).check());
        violations.addAll(new OrderRules(facts, calls, holds, leeway).check());
        violations.addAll(new MoneyRules(facts).check());
        violations.addAll(new RoomRules(facts, calls).check());
        return violations;
    }
}
