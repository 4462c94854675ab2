package io.doorbuster.chaos;

import java.util.List;

/**
 * One fault of a schedule.
 *
 * @param pauseMillis from the end of the fault before, or from the crowd's arrival
 * @param durationMillis until it is healed; a restart takes as long as it takes
 * @param nodes the ones that it strikes
 * @param amount percent of lost packets or failed calls, kilobits a second, milliseconds of delay, or seconds that a clock is off; 0 for others
 */
record Fault(FaultKind kind, long pauseMillis, long durationMillis, List<String> nodes, int amount) {
    Fault {
        nodes = List.copyOf(nodes);
    }

    @Override
    public String toString() {
        return "after %5.1f s: %-15s %5.1f s %s%s"
                .formatted(
                        pauseMillis / 1e3,
                        kind.word(),
                        durationMillis / 1e3,
                        String.join(" ", nodes),
                        amount == 0 ? "" : ", " + amount + unit());
    }

    private String unit() {
        return switch (kind) {
            case LOSS, PROVIDER -> " %";
            case THROTTLE -> " kbit/s";
            case LEDGER_SLOW -> " ms";
            default -> " s";
        };
    }
}
