package io.doorbuster.embedded.draw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** A draw's file, made as {@code docs/draw.md} says by code of its own, and then damaged as a test wants it. */
final class DrawFile {
    static final String SALE = "sal_draw";
    static final long START = 1_900_000_000_000L;
    static final int LANES = 8;
    static final int FIRST_STEP_LINE = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Somebody who joins. */
    record Joiner(String holder, String salt, long atMillis, int weight, boolean givesBack, int generation) {}

    final List<String> lines = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();

    /** A crowd around the start: some early, some give back, two of them come again. */
    static List<Joiner> crowd(String rule, int size, long seed) {
        Random random = new Random(seed);
        List<Joiner> joiners = new ArrayList<>();
        long at = START - 2_000;
        for (int number = 1; number <= size; number++) {
            at += random.nextInt(12);
            String salt = "%016x%016x".formatted(random.nextLong(), random.nextLong());
            int weight = rule.equals("WEIGHTED") ? 1 + number % 3 : 1;
            boolean givesBack = number % 20 == 7;
            joiners.add(new Joiner("u:buyer-" + number, salt, at, weight, givesBack, 1));
        }
        for (int again = 0; again < size; again++) {
            Joiner gone = joiners.get(again);
            if (gone.givesBack() && again % 3 == 0) {
                joiners.add(new Joiner(gone.holder(), gone.salt(), at + 1_000, gone.weight(), false, 1));
            }
        }
        return joiners;
    }

    static DrawFile of(String rule, int size) {
        return of(rule, crowd(rule, size, 20_261_127), 40);
    }

    /** @param perStep tickets that each step of the watermark admits; it stops before the last third */
    static DrawFile of(String rule, List<Joiner> joiners, int perStep) {
        DrawArithmetic arithmetic = new DrawArithmetic(rule);
        List<DrawArithmetic.Drawn> tickets = arithmetic.draw(joiners);
        List<DrawArithmetic.Step> steps = arithmetic.steps(tickets, perStep);
        DrawFile file = new DrawFile();
        file.add(arithmetic.saleLine());
        steps.forEach(step -> file.add(Map.of(
                "type",
                "watermark",
                "step",
                step.number(),
                "atMs",
                START + 5_000 + 100L * step.number(),
                "window",
                step.window(),
                "key",
                step.key(),
                "admitted",
                step.admitted())));
        for (DrawArithmetic.Drawn ticket : tickets) {
            ObjectNode line = JSON.createObjectNode()
                    .put("type", "ticket")
                    .put("ticket", ticket.id())
                    .put("user", ticket.user())
                    .put("arrivedAtMs", ticket.joiner().atMillis())
                    .put("window", ticket.window())
                    .put("weight", ticket.joiner().weight())
                    .put("key", ticket.key())
                    .put("chain", ticket.chain())
                    .put("givenBack", ticket.joiner().givesBack());
            int step = arithmetic.stepOf(steps, ticket);
            if (step == 0) {
                line.putNull("step");
            } else {
                line.put("step", step);
            }
            file.add(line);
            file.tokens.add(token(ticket));
        }
        file.add(Map.of(
                "type", "end", "watermarks", steps.size(), "tickets", tickets.size(), "chains", arithmetic.chains()));
        return file;
    }

    private static String token(DrawArithmetic.Drawn ticket) {
        ObjectNode claims = JSON.createObjectNode()
                .put("iss", "doorbuster")
                .put("aud", "waiting-room")
                .put("org", "acme")
                .put("sale", SALE)
                .put("sub", ticket.joiner().holder())
                .put("ticket", ticket.id())
                .put("window", ticket.window())
                .put("weight", ticket.joiner().weight())
                .put("salt", ticket.joiner().salt())
                .put("chain", ticket.chain());
        return jwt(claims);
    }

    static String jwt(JsonNode claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    /** The token of the ticket on that line of an undamaged file. */
    String tokenOfLine(int line) {
        return tokens.get(line - firstTicketLine());
    }

    private void add(Object line) {
        lines.add(JSON.valueToTree(line).toString());
    }

    JsonNode json(int line) {
        try {
            return JSON.readTree(lines.get(line - 1));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    void edit(int line, Consumer<ObjectNode> change) {
        ObjectNode json = (ObjectNode) json(line);
        change.accept(json);
        lines.set(line - 1, json.toString());
    }

    int lineCount() {
        return lines.size();
    }

    int firstTicketLine() {
        int line = FIRST_STEP_LINE;
        while (!json(line).path("type").asText().equals("ticket")) {
            line++;
        }
        return line;
    }

    /** The first ticket after {@code line} of that lane that some step has admitted. */
    int admittedTicketAfter(int line) {
        int found = line + 1;
        while (!json(found).path("step").isInt()) {
            found++;
        }
        return found;
    }

    DrawVerdict verify(DrawVerifier verifier) {
        return verify(verifier, String.join("\n", lines) + "\n");
    }

    static DrawVerdict verify(DrawVerifier verifier, String text) {
        try (InputStream file = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
            return verifier.verify(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
