package io.doorbuster.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The watermark only moves forward: in the ledger, and in what those who wait are told. */
final class RoomRules {
    private final SaleFacts facts;
    private final List<Call> calls;
    private final List<Violation> violations = new ArrayList<>();

    RoomRules(SaleFacts facts, List<Call> calls) {
        this.facts = facts;
        this.calls = calls;
    }

    List<Violation> check() {
        List<SaleFacts.Step> steps = facts.steps();
        for (int i = 1; i < steps.size(); i++) {
            SaleFacts.Step before = steps.get(i - 1);
            SaleFacts.Step after = steps.get(i);
            if (isBack(before, after)) {
                violations.add(Violation.of(Rule.WATERMARK, before + ", then " + after));
            }
        }
        Map<String, Call> admitted = new HashMap<>();
        for (Call call : calls) {
            if (call.kind() == CallKind.POLL && call.says("admitted")) {
                admitted.putIfAbsent(call.subject(), call);
            }
        }
        for (Call call : calls) {
            Call earlier = admitted.get(call.subject());
            boolean waits = call.says("waiting") || call.says("lobby");
            if (call.kind() == CallKind.POLL && waits && earlier != null && earlier.endNanos() <= call.startNanos()) {
                violations.add(Violation.of(Rule.WATERMARK, "a ticket that was admitted waits again", earlier, call));
            }
        }
        return violations;
    }

    private static boolean isBack(SaleFacts.Step before, SaleFacts.Step after) {
        if (before.window() != after.window()) {
            return before.window() > after.window();
        }
        return Long.compareUnsigned(before.key(), after.key()) > 0 || before.admitted() > after.admitted();
    }
}
