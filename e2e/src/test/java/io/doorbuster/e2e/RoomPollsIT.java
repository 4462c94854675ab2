package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.LocalMapStats;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.embedded.Stack;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Polls cost the grid nothing: what it does while 10,000 come in is what it does while nobody but one looks. */
class RoomPollsIT {
    private static final int POLLS = 10_000;

    /** Views are read every 100 ms; with the HTTP node and the member's own admission some dozen reads each second. */
    private static final double READS_PER_SECOND = 60;

    @TempDir
    Path data;

    @Test
    void tenThousandPollsAreNoGridOperations() {
        try (Stack stack = Stack.start(data, 0, DevelopmentIssuer.random())) {
            Api api = new Api(stack.baseUrl(), stack.issuer());
            Sale sale = api.merchant().sell(1, offer -> {
                offer.putObject("fairness").put("rule", "BATCH");
                return offer;
            });
            String ann = sale.ticket("ann");
            sale.awaitStatus(ann, "admitted");
            assertThat(sale.reserveWith(ann, "ann").status()).isEqualTo(201);
            String bob = sale.ticket("bob");
            sale.awaitStatus(bob, "standby");

            long operationsBefore = operations(stack);
            long startedNanos = System.nanoTime();
            IntStream.range(0, POLLS)
                    .forEach(i -> assertThat(sale.poll(bob).status()).isEqualTo(200));
            double seconds = (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
            long during = operations(stack) - operationsBefore;
            assertThat(during).isLessThan((long) (seconds * READS_PER_SECOND) + 100);
            assertThat(during)
                    .as("far fewer than the polls, or this shows nothing; in %s s", seconds)
                    .isLessThan(POLLS / 2);
            await().until(() -> sale.poll(bob).text("status").equals("standby"));
        }
    }

    /** Gets, puts and entry processors on the maps that a poll could ask. */
    private static long operations(Stack stack) {
        return List.of("sales", "waiting-rooms", "waiting-room-lanes").stream()
                .map(name -> stack.member().getMap(name).getLocalMapStats())
                .mapToLong(RoomPollsIT::operations)
                .sum();
    }

    private static long operations(LocalMapStats stats) {
        return stats.getGetOperationCount() + stats.getPutOperationCount() + stats.getSetOperationCount();
    }
}
