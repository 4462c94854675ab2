package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A draw as it was published, and what {@code verify-draw} says of it. */
record PublishedDraw(Path home, String lines) {
    void assertVerifies(String commitment, List<String> tokens) {
        List<String> options = new ArrayList<>(List.of("--commitment", commitment));
        tokens.forEach(token -> options.addAll(List.of("--token", token)));
        assertThat(verify(lines, options)).as(lines).isZero();
    }

    void assertCatchesAnotherSeed() {
        String seed = "\"seed\":\"";
        int at = lines.indexOf(seed) + seed.length();
        char other = lines.charAt(at) == '0' ? '1' : '0';
        assertThat(verify(lines.substring(0, at) + other + lines.substring(at + 1), List.of()))
                .isEqualTo(1);
    }

    void assertCatchesAMissingTicket() {
        List<String> all = lines.lines().toList();
        int ticket = all.size() - 2;
        assertThat(all.get(ticket)).contains("\"ticket\"");
        List<String> fewer = new ArrayList<>(all);
        fewer.remove(ticket);
        assertThat(verify(String.join("\n", fewer) + "\n", List.of())).isEqualTo(1);
    }

    private int verify(String text, List<String> options) {
        try {
            Path file = Files.createTempFile(home, "draw", ".ndjson");
            Files.writeString(file, text);
            List<String> arguments = new ArrayList<>(List.of("verify-draw", file.toString()));
            arguments.addAll(options);
            try (DoorbusterProcess command = DoorbusterProcess.start(home, arguments.toArray(String[]::new))) {
                assertThat(command.output()).isNotNull();
                return command.awaitEnd();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a waiting room's token says of itself. */
    static JsonNode claims(String token) {
        try {
            return Api.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
