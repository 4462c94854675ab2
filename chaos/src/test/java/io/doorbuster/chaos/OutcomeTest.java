package io.doorbuster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.chaos.history.Answer;
import io.doorbuster.chaos.history.Call;
import io.doorbuster.chaos.history.CallKind;
import io.doorbuster.chaos.history.Ending;
import io.doorbuster.chaos.history.Rule;
import io.doorbuster.chaos.history.Violation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Fault FAULT = new Fault(FaultKind.KILL_GRID, 0, 1_000, List.of("grid-1"), 0);
    private static final Episode EPISODE = new Episode(FAULT, 10_000, 11_000, 30_000);

    @Test
    void findsTheLongestTimeWithoutASaleBetweenTwoFaults() {
        assertThat(outcome(List.of(sale(9_000), sale(12_000), sale(19_500), sale(29_000)), List.of())
                        .withoutSaleMillis(EPISODE))
                .isEqualTo(9_500);
        assertThat(outcome(List.of(sale(31_000)), List.of()).withoutSaleMillis(EPISODE))
                .isEqualTo(20_000);
    }

    @Test
    void expectsNoSaleOnceTheLastUnitIsSold() {
        Outcome soldOut =
                new Outcome(1, 2, 2, true, 0, List.of(sale(12_000), sale(13_000)), List.of(EPISODE), List.of());

        assertThat(soldOut.withoutSaleMillis(EPISODE)).isEqualTo(2_000);
    }

    @Test
    void isCleanOnlyAtRestAndWithoutAViolation() {
        Violation violation = new Violation(Rule.MONEY, "what", List.of());

        assertThat(outcome(List.of(), List.of()).isClean()).isTrue();
        assertThat(outcome(List.of(), List.of(violation)).isClean()).isFalse();
        assertThat(new Outcome(1, 1, 1, false, 0, List.of(), List.of(), List.of()).isClean())
                .isFalse();
    }

    @Test
    void printsTheLinesOfTheHistoryAndTheFaultBeforeThem() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        outcome(List.of(), List.of(new Violation(Rule.ONE_HOLDER, "unit 7", List.of(sale(12_000)))))
                .print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("after kill-grid: ONE_HOLDER", "unit 7", "\"kind\":\"CHECKOUT\"", "verdict: 1 violations");
    }

    private static Outcome outcome(List<Call> calls, List<Violation> violations) {
        return new Outcome(1, 9, 1, true, 0, calls, List.of(EPISODE), violations);
    }

    private static Call sale(long millis) {
        Answer paid = new Answer(201, null, "rsv_1", "paid", List.of(), null);
        return new Call(
                1, "s", "ann", CallKind.CHECKOUT, "api-1", "rsv_1", "", 0, 0, millis, millis, Ending.ANSWERED, paid);
    }
}
