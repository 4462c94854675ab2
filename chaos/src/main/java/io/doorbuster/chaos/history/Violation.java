package io.doorbuster.chaos.history;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rule that was broken.
 *
 * @param evidence the calls that show it; empty where the ledger or the provider's books do
 */
public record Violation(Rule rule, String what, List<Call> evidence) {
    public Violation {
        evidence = List.copyOf(evidence);
    }

    static Violation of(Rule rule, String what, Call... evidence) {
        return new Violation(rule, what, List.of(evidence));
    }

    /** With the lines of the history that show it. */
    @Override
    public String toString() {
        return Stream.concat(
                        Stream.of(rule + ": " + rule.broken + ": " + what),
                        evidence.stream().map(call -> "    " + History.line(call)))
                .collect(Collectors.joining("\n"));
    }
}
