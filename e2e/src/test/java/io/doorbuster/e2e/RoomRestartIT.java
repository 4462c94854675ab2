package io.doorbuster.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.e2e.DoorbusterProcess.Ready;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of admission. */
class RoomRestartIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CROWD = 120;

    /** The line lasts for half a minute: longer than any restart. */
    private static final int SLOW_ADMISSION = 3;

    @TempDir
    Path home;

    @Test
    void tokensOrderAndWatermarkSurviveTheKill() {
        DoorbusterProcess up = start();
        try {
            Ready ready = up.awaitReady();
            Instant startAt = Instant.now().plusSeconds(4);
            Sale sale = ready.api(home).merchant().sell(CROWD, offer -> {
                offer.put("startAt", startAt.toString()).put("admissionPerSec", SLOW_ADMISSION);
                offer.putObject("fairness").put("rule", "BATCH");
                return offer;
            });
            List<String> tokens = IntStream.range(0, CROWD)
                    .mapToObj(i -> sale.ticket("buyer-" + i))
                    .toList();
            await().atMost(LONG).until(() -> admitted(poll(sale, tokens)) >= CROWD / 6);
            List<String> line = line(sale, tokens);
            Polls before = poll(sale, tokens);
            up.kill();

            up = start();
            ready = up.awaitReady();
            Sale again = new Sale(new Merchant(ready.api(home), sale.merchant().orgId()), sale.saleId());
            await().atMost(LONG).until(() -> poll(again, tokens).all().allMatch(reply -> reply.status() == 200));
            Polls after = poll(again, tokens);
            assertThat(tokens)
                    .filteredOn(token -> isAdmitted(before.of(token)))
                    .hasSizeBetween(CROWD / 6, CROWD - 1)
                    .allSatisfy(
                            token -> assertThat(after.of(token).text("status")).isEqualTo("admitted"));
            List<String> restOfTheLine = line(again, tokens);
            assertThat(line)
                    .as("those who wait still wait in the same order")
                    .endsWith(restOfTheLine.toArray(String[]::new));
            assertThat(restOfTheLine).isNotEmpty();
            assertThat(again.join("buyer-0").text("ticket"))
                    .isEqualTo(
                            PublishedDraw.claims(tokens.get(0)).path("ticket").asText());

            assertThat(again.patch("{\"admissionPerSec\": 1000}").status()).isEqualTo(200);
            await().atMost(LONG).until(() -> admitted(poll(again, tokens)) == CROWD);
            assertThat(again.reserveWith(tokens.get(0), "buyer-0").status()).isEqualTo(201);
            assertThat(up.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);
            up.assertLoggedNoError();
        } finally {
            up.close();
        }
    }

    private record Polls(Map<String, Reply> byToken) {
        Reply of(String token) {
            return requireNonNull(byToken.get(token));
        }

        Stream<Reply> all() {
            return byToken.values().stream();
        }
    }

    private static Polls poll(Sale sale, List<String> tokens) {
        Map<String, Reply> replies = new HashMap<>();
        tokens.forEach(token -> replies.put(token, sale.poll(token)));
        return new Polls(replies);
    }

    private static boolean isAdmitted(Reply reply) {
        return reply.text("status").equals("admitted");
    }

    private static long admitted(Polls polls) {
        return polls.all().filter(RoomRestartIT::isAdmitted).count();
    }

    /** Those who wait, by place; asked during a pause, so that nobody moves meanwhile. */
    private static List<String> line(Sale sale, List<String> tokens) {
        assertThat(sale.turn("pause").status()).isEqualTo(200);
        tokens.forEach(token -> sale.awaitStatus(token, "paused", "admitted"));
        Polls replies = poll(sale, tokens);
        assertThat(sale.turn("resume").status()).isEqualTo(200);
        return tokens.stream()
                .filter(token -> replies.of(token).number("/ahead") >= 0
                        && replies.of(token).number("/position") > 0)
                .sorted(Comparator.comparingInt(token -> replies.of(token).number("/position")))
                .toList();
    }

    private DoorbusterProcess start() {
        return DoorbusterProcess.start(home, "up", "--port=0", "--data=" + home.resolve("data"));
    }
}
