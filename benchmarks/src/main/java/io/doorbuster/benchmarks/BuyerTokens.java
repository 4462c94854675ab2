package io.doorbuster.benchmarks;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.IntStream;

/** A file of buyers' tokens, one a line, all of the same length; each is used once. Not thread-safe. */
final class BuyerTokens {
    /** More than any server here answers; what is left over serves the next round. */
    private static final int MAX_PER_SECOND = 50_000;

    private static final Duration LIFETIME = Duration.ofHours(3);

    private final Path file;
    private final DevelopmentIssuer issuer;
    private final String name;
    private final int lineBytes;
    private int made;
    private long next;

    BuyerTokens(Path file, DevelopmentIssuer issuer, String name) {
        this.file = file;
        this.issuer = issuer;
        this.name = name;
        this.lineBytes = token(0).length() + 1;
    }

    /** Makes as many as a load of {@code seconds} can use. */
    void provide(int seconds) throws IOException {
        provide(next + (long) seconds * MAX_PER_SECOND);
    }

    void provide(long needed) throws IOException {
        if (needed <= made) {
            return;
        }
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            String[] tokens = IntStream.range(made, (int) needed)
                    .parallel()
                    .mapToObj(this::token)
                    .toArray(String[]::new);
            for (String token : tokens) {
                out.write(token);
                out.write('\n');
            }
        }
        made = (int) needed;
    }

    private String token(int number) {
        String token = issuer.token(Role.BUYER, Merchant.ORG, "%s-%09d".formatted(name, number), null, LIFETIME);
        if (lineBytes > 0 && token.length() + 1 != lineBytes) {
            throw new IllegalStateException("tokens of two lengths cannot be found by their number");
        }
        return token;
    }

    /** The next token, for a client of our own. */
    String take() throws IOException {
        provide(next + 1);
        return token((int) next++);
    }

    Path file() {
        return file;
    }

    long nextByte() {
        return next * lineBytes;
    }

    void used(long count) {
        next += count;
    }

    /** From here on the same buyers again, for another server. */
    void goBackTo(long earlier) {
        next = earlier;
    }

    long next() {
        return next;
    }
}
