package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VerifyDrawCommandTest {
    /** A sale that nobody came to. */
    private static final List<String> EMPTY_SALE = List.of(
            "{\"type\":\"sale\",\"format\":1,\"saleId\":\"sal_1\",\"rule\":\"FIFO\",\"startAtMs\":1000,\"firstWindowMs\":1,"
                    + "\"windowMs\":1,\"weights\":{},\"lanes\":1,"
                    + "\"commitment\":\"66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925\",\"seed\":\""
                    + "0".repeat(64) + "\"}",
            "{\"type\":\"end\",\"watermarks\":0,\"tickets\":0,"
                    + "\"chains\":[\"c018f3fc20d312f853a2a2ddbabf5e665d566c71a4ab45bfb48c478571879206\"]}");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.write(folder.resolve("draw.ndjson"), EMPTY_SALE);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify-draw"));
        all.addAll(List.of(arguments));
        return new CommandLine(new DoorbusterCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void endsWithZeroAndASummaryIfTheDrawHolds() {
        assertThat(run(file.toString())).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("Draw of sal_1, rule FIFO", "tickets 0", "Proven:", "Not checked:", "--token")
                .endsWith("THE DRAW HOLDS." + System.lineSeparator());
    }

    @Test
    void namesTheLineOtherwise() {
        assertThat(run(file.toString(), "--commitment", "AB".repeat(32))).isEqualTo(1);
        assertThat(out.toString()).startsWith("THE DRAW DOES NOT HOLD: line 1: commitment says 66687a");
    }

    @Test
    void saysWhenThereIsNoDrawYet() throws IOException {
        Files.writeString(file, "{\"saleId\":\"sal_1\",\"commitment\":\"66\",\"published\":false}");
        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("NOT CHECKED: the draw is not published yet");
    }

    @Test
    void aWrongOptionIsNamed() {
        assertThat(run(file.toString(), "--commitment=xyz")).isEqualTo(2);
        assertThat(errors.toString()).contains("--commitment must be 64 hex digits");
        assertThat(run()).isEqualTo(2);
    }
}
