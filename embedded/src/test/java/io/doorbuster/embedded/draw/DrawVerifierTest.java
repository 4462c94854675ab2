package io.doorbuster.embedded.draw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawVerifierTest {
    private static final DrawVerifier PLAIN = new DrawVerifier(null, List.of());
    private static final int CROWD = 600;

    private static DrawSummary holds(DrawVerdict verdict) {
        assertThat(verdict).isInstanceOf(DrawVerdict.Holds.class);
        return ((DrawVerdict.Holds) verdict).summary();
    }

    private static DrawVerdict.Wrong wrong(DrawVerdict verdict) {
        assertThat(verdict).isInstanceOf(DrawVerdict.Wrong.class);
        return (DrawVerdict.Wrong) verdict;
    }

    private static void assertWrong(DrawFile file, int line, String field) {
        DrawVerdict.Wrong wrong = wrong(file.verify(PLAIN));
        assertThat(wrong.line()).as(wrong.toString()).isEqualTo(line);
        assertThat(wrong.field()).as(wrong.toString()).isEqualTo(field);
    }

    private static void put(DrawFile file, int line, String field, String value) {
        file.edit(line, json -> json.put(field, value));
    }

    private static void put(DrawFile file, int line, String field, long value) {
        file.edit(line, json -> json.put(field, value));
    }

    private static void swap(DrawFile file, int line, int other, String... fields) {
        ObjectNode one = (ObjectNode) file.json(line);
        ObjectNode two = (ObjectNode) file.json(other);
        for (String field : fields) {
            file.edit(line, json -> json.set(field, two.get(field)));
            file.edit(other, json -> json.set(field, one.get(field)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIFO", "BATCH", "LOTTERY", "WEIGHTED"})
    void aSoundDrawHolds(String rule) {
        DrawFile file = DrawFile.of(rule, CROWD);
        DrawSummary summary = holds(file.verify(PLAIN));
        assertThat(summary.rule()).isEqualTo(rule);
        assertThat(summary.tickets()).isEqualTo(610);
        assertThat(summary.givenBack()).isEqualTo(30);
        assertThat(summary.steps()).isPositive().isEqualTo(file.firstTicketLine() - DrawFile.FIRST_STEP_LINE);
        assertThat(summary.admitted())
                .isEqualTo(
                        file.json(file.firstTicketLine() - 1).path("admitted").asLong())
                .isPositive();
        assertThat(summary.windows()).isGreaterThan(1);
        assertThat(summary.notes()).singleElement().asString().contains("later window");
        assertThat(summary.notChecked()).hasSize(2);
    }

    @Test
    void aSaleThatNobodyJoinedHoldsToo() {
        DrawSummary summary = holds(DrawFile.of("BATCH", List.of(), 40).verify(PLAIN));
        assertThat(summary.tickets()).isZero();
        assertThat(summary.steps()).isZero();
    }

    @Test
    void fieldsThatCameLaterAreNoFault() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        put(file, 1, "title", "new");
        put(file, file.firstTicketLine(), "note", "new");
        holds(file.verify(PLAIN));
    }

    /** What is done to a sound file, and the field that must be found on the same line. */
    static Stream<Arguments> damagedTickets() {
        return Stream.of(
                Arguments.of(
                        "key",
                        edit(
                                "key",
                                json -> json.put(
                                        "key", "00" + json.get("key").asText().substring(2)))),
                Arguments.of("window", edit("window, earlier", json -> json.put("window", -1))),
                Arguments.of(
                        "chain",
                        edit(
                                "window, later",
                                json -> json.put("window", json.get("window").asInt() + 1))),
                Arguments.of("weight", edit("weight", json -> json.put("weight", 2))),
                Arguments.of("weight", edit("no weight", json -> json.remove("weight"))),
                Arguments.of(
                        "user",
                        edit("user of another lane", json -> json.put("user", "0".repeat(15) + "7".repeat(17)))),
                Arguments.of("user", edit("user in capitals", json -> json.put("user", "ABCDEF0123456789".repeat(2)))),
                Arguments.of(
                        "chain",
                        edit(
                                "user",
                                json -> json.put(
                                        "user",
                                        json.get("user").asText().substring(0, 31)
                                                + "x"
                                                        .replace(
                                                                'x',
                                                                json.get("user")
                                                                                .asText()
                                                                                .endsWith("0")
                                                                        ? '1'
                                                                        : '0')))),
                Arguments.of(
                        "chain",
                        edit(
                                "arrival",
                                json -> json.put(
                                        "arrivedAtMs", json.get("arrivedAtMs").asLong() + 1))),
                Arguments.of("chain", edit("chain", json -> json.put("chain", "0".repeat(64)))),
                Arguments.of(
                        "step",
                        edit("step", json -> json.put("step", json.get("step").asInt() + 1))),
                Arguments.of("step", edit("never admitted", json -> json.putNull("step"))),
                Arguments.of("step", edit("no step", json -> json.remove("step"))),
                Arguments.of("givenBack", edit("no givenBack", json -> json.remove("givenBack"))),
                Arguments.of("ticket", edit("a number twice", json -> json.put("ticket", "0-1-1"))),
                Arguments.of("ticket", edit("an id with zeros", json -> json.put("ticket", "0-1-02"))));
    }

    private static Named<Consumer<ObjectNode>> edit(String name, Consumer<ObjectNode> change) {
        return Named.of(name, change);
    }

    @ParameterizedTest
    @MethodSource("damagedTickets")
    void aDamagedTicketIsNamed(String field, Consumer<ObjectNode> damage) {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        int line = file.admittedTicketAfter(file.firstTicketLine() + 10);
        assertThat(file.json(line).path("ticket").asText())
                .as("in the first lane")
                .startsWith("0-");
        file.edit(line, damage);
        assertWrong(file, line, field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "commitment"})
    void aSeedThatWasNotCommittedToIsCaught(String field) {
        DrawFile file = DrawFile.of("LOTTERY", CROWD);
        put(file, 1, field, "ab".repeat(32));
        assertWrong(file, 1, "commitment");
    }

    @Test
    void anotherCommitmentThanTheOneNotedIsCaught() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        String commitment = file.json(1).path("commitment").asText();
        assertThat(holds(file.verify(new DrawVerifier(commitment, List.of()))).notChecked())
                .hasSize(1);
        DrawVerdict.Wrong wrong = wrong(file.verify(new DrawVerifier("ab".repeat(32), List.of())));
        assertThat(wrong.line()).isEqualTo(1);
        assertThat(wrong.says()).isEqualTo(commitment);
        assertThat(wrong.shouldBe()).contains("abab");
    }

    @Test
    void aWeightThatTheSaleDoesNotHaveIsCaught() {
        DrawFile file = DrawFile.of("WEIGHTED", CROWD);
        int line = file.firstTicketLine() + 3;
        put(file, line, "weight", 4);
        assertWrong(file, line, "weight");
    }

    @Test
    void aWeightChangedToAnotherOfTheSaleChangesTheKey() {
        DrawFile file = DrawFile.of("WEIGHTED", CROWD);
        int line = file.firstTicketLine() + 3;
        put(file, line, "weight", file.json(line).path("weight").asInt() % 3 + 1);
        assertWrong(file, line, "key");
    }

    @Test
    void admissionsSwappedAreCaught() {
        for (String[] fields : new String[][] {{"step"}, {"window", "key", "step"}}) {
            DrawFile file = DrawFile.of("LOTTERY", CROWD);
            int line = file.admittedTicketAfter(file.firstTicketLine());
            int other = line + 1;
            while (file.json(other).path("step").equals(file.json(line).path("step"))) {
                other++;
            }
            swap(file, line, other, fields);
            assertWrong(file, line, fields.length == 1 ? "step" : "key");
        }
    }

    @Test
    void aTicketRemovedIsMissed() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        int line = file.firstTicketLine() + 5;
        file.lines.remove(line - 1);
        assertWrong(file, line, "ticket");
    }

    @Test
    void theLastTicketRemovedIsMissedAtTheEnd() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        file.lines.remove(file.lineCount() - 2);
        assertWrong(file, file.lineCount(), "tickets");
        put(file, file.lineCount(), "tickets", 609);
        assertWrong(file, file.lineCount(), "chains");
    }

    @Test
    void aTicketInsertedIsCaught() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        int line = file.firstTicketLine() + 5;
        file.lines.add(line - 1, file.lines.get(line - 1));
        assertWrong(file, line + 1, "ticket");
    }

    @Test
    void linesInAnotherOrderAreCaught() {
        DrawFile tickets = DrawFile.of("BATCH", CROWD);
        int line = tickets.firstTicketLine() + 5;
        Collections.swap(tickets.lines, line - 1, line);
        assertWrong(tickets, line, "ticket");

        DrawFile lanes = DrawFile.of("BATCH", CROWD);
        Collections.swap(lanes.lines, lanes.firstTicketLine() - 1, lanes.lineCount() - 2);
        assertWrong(lanes, lanes.firstTicketLine(), "ticket");

        DrawFile kinds = DrawFile.of("BATCH", CROWD);
        Collections.swap(kinds.lines, kinds.firstTicketLine() - 2, kinds.firstTicketLine() - 1);
        assertWrong(kinds, kinds.firstTicketLine() + 1, "type");
    }

    @Test
    void aWatermarkThatMovesBackIsCaught() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        int line = DrawFile.FIRST_STEP_LINE + 3;
        put(file, line, "window", 0);
        put(file, line, "key", "0".repeat(16));
        DrawVerdict.Wrong wrong = wrong(file.verify(PLAIN));
        assertThat(wrong.line()).isEqualTo(line);
        assertThat(wrong.field()).isIn("window", "key");
        assertThat(wrong.shouldBe()).contains("never moves back");
    }

    @Test
    void keysCompareWithoutASign() {
        DrawFile file = DrawFile.of("LOTTERY", CROWD);
        List<String> keys = new ArrayList<>();
        for (int line = DrawFile.FIRST_STEP_LINE; line < file.firstTicketLine(); line++) {
            keys.add(file.json(line).path("key").asText());
        }
        assertThat(keys.get(0).charAt(0)).isLessThan('8');
        assertThat(keys.get(keys.size() - 1).charAt(0)).isEqualTo('f');
        holds(file.verify(PLAIN));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void anAdmittedCountThatIsOffByOneIsCaught(int by) {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        int line = DrawFile.FIRST_STEP_LINE + 2;
        put(file, line, "admitted", file.json(line).path("admitted").asLong() + by);
        assertWrong(file, line, "admitted");
    }

    @Test
    void stepsAreNumberedWithoutGaps() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        file.lines.remove(DrawFile.FIRST_STEP_LINE);
        assertWrong(file, DrawFile.FIRST_STEP_LINE + 1, "step");
    }

    @Test
    void aFileThatEndsEarlyIsCaught() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        int whole = file.lineCount();
        file.lines.remove(whole - 1);
        assertWrong(file, whole, "");

        String cut = String.join("\n", file.lines);
        DrawVerdict.Wrong wrong = wrong(DrawFile.verify(PLAIN, cut.substring(0, cut.length() - 10)));
        assertThat(wrong.line()).isEqualTo(whole - 1);
        assertThat(wrong.says()).contains("no JSON");

        assertThat(wrong(DrawFile.verify(PLAIN, "")).line()).isEqualTo(1);
    }

    @Test
    void nothingComesAfterTheEnd() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        file.lines.add("{\"type\":\"ticket\"}");
        assertWrong(file, file.lineCount(), "type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[1]",
                "null",
                "{\"type\":\"ticket\"",
                "{} {}",
                "{\"type\":\"ticket\",\"type\":\"end\"}"
            })
    void aLineThatIsNoObjectIsCaught(String text) {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        int line = file.firstTicketLine() + 2;
        file.lines.set(line - 1, text);
        assertWrong(file, line, "");
    }

    @Test
    void aLineWithoutAnEndIsNotReadToItsEnd() {
        String endless = "{\"type\":\"" + "x".repeat(DrawLines.MAX_LINE_BYTES);
        assertThat(wrong(DrawFile.verify(PLAIN, endless)).says()).contains("more than");
    }

    @Test
    void anotherFormatIsNotGuessedAt() {
        DrawFile format = DrawFile.of("BATCH", CROWD);
        put(format, 1, "format", 2);
        assertWrong(format, 1, "format");
        DrawFile rule = DrawFile.of("BATCH", CROWD);
        put(rule, 1, "rule", "NONE");
        assertWrong(rule, 1, "rule");
        DrawFile lanes = DrawFile.of("BATCH", CROWD);
        put(lanes, 1, "lanes", 0);
        assertWrong(lanes, 1, "lanes");
    }

    @Test
    void anotherRuleGivesOtherWindowsOrKeys() {
        DrawFile file = DrawFile.of("BATCH", CROWD);
        put(file, 1, "rule", "WEIGHTED");
        assertWrong(file, file.firstTicketLine(), "key");
    }

    @Test
    void nobodyHasTwoTickets() {
        List<DrawFile.Joiner> crowd = new ArrayList<>(DrawFile.crowd("BATCH", CROWD, 1));
        DrawFile.Joiner first = crowd.get(0);
        long last = crowd.get(crowd.size() - 1).atMillis();
        crowd.add(new DrawFile.Joiner(first.holder(), first.salt(), last, 1, false, 1));
        DrawVerdict.Wrong wrong = wrong(DrawFile.of("BATCH", crowd, 40).verify(PLAIN));
        assertThat(wrong.field()).isEqualTo("user");
        assertThat(wrong.shouldBe()).contains("did not give it back");
    }

    @Test
    void afterALossOfTheGridCountsMayBeHigher() {
        List<DrawFile.Joiner> crowd = new ArrayList<>();
        for (DrawFile.Joiner joiner : DrawFile.crowd("BATCH", CROWD, 2)) {
            boolean after = crowd.size() > 400;
            crowd.add(new DrawFile.Joiner(
                    joiner.holder(), joiner.salt(), joiner.atMillis(), 1, joiner.givesBack(), after ? 2 : 1));
        }
        DrawFile file = DrawFile.of("BATCH", crowd, 40);
        int last = file.firstTicketLine() - 1;
        long admitted = file.json(last).path("admitted").asLong();
        put(file, last, "admitted", admitted + 3);
        assertThat(holds(file.verify(PLAIN)).notes())
                .anySatisfy(note -> assertThat(note).contains("whole grid was lost", "by 3"));
        put(file, last, "admitted", admitted - 1);
        assertWrong(file, last, "admitted");
    }

    @Test
    void pagesAreNotTheFile() {
        assertThat(DrawFile.verify(PLAIN, "{\"saleId\":\"s\",\"commitment\":\"c0ffee\",\"published\":false}"))
                .isInstanceOfSatisfying(
                        DrawVerdict.NoDraw.class, none -> assertThat(none.why()).contains("has not ended", "c0ffee"));
        assertThat(DrawFile.verify(PLAIN, "{\"saleId\":\"s\",\"published\":true}"))
                .isInstanceOfSatisfying(
                        DrawVerdict.NoDraw.class, none -> assertThat(none.why()).contains("x-ndjson"));
    }
}
