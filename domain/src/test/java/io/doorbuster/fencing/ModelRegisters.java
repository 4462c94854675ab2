package io.doorbuster.fencing;

import java.util.HashMap;
import java.util.Map;

/** The CP group's registers, which must only move forward. */
final class ModelRegisters {
    private final Map<Register, Long> values = new HashMap<>();

    long apply(CpCall call) {
        long before = values.getOrDefault(call.register(), 0L);
        if (call instanceof CpCall.Increment) {
            values.put(call.register(), before + 1);
            return before + 1;
        }
        if (call instanceof CpCall.CompareAndSet change) {
            if (before != change.expected()) {
                return 0;
            }
            checkForward(call.register(), before, change.next());
            values.put(call.register(), change.next());
            return CpCall.CHANGED;
        }
        return before;
    }

    private static void checkForward(Register register, long before, long next) {
        boolean forward;
        if (register.kind() == Register.Kind.OWNER) {
            forward = Ownership.of(next).epoch() == Ownership.of(before).epoch() + 1;
        } else if (register.kind() == Register.Kind.ROSTER) {
            forward = Roster.of(next).version() == Roster.of(before).version() + 1;
        } else {
            LeaseRecord from = new LeaseRecord(before);
            LeaseRecord to = new LeaseRecord(next);
            forward = from.isLive() && (to.equals(from.renewed()) || to.equals(from.revoked()) || to.isReleased());
        }
        if (!forward) {
            throw new AssertionError(register + " moved from " + before + " to " + next);
        }
    }
}
