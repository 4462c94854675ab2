package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.api.auth.Role;
import io.doorbuster.sale.Fairness.Rule;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** There is no Postgres behind this node, and every call that the grid does not answer from a cached view is counted. */
class PollCostTest {
    private static final int POLLS = 10_000;

    @Test
    void pollsCostNeitherAGridCallNorAQuery() {
        try (TestNode node = new TestNode()) {
            RoomClient room = new RoomClient(node);
            node.sale("sal_a", 5, Rule.BATCH, Duration.ofSeconds(-10));
            String ann = node.token(Role.BUYER, "ann");
            String token = room.join("sal_a", ann).text("token");
            assertThat(room.reserve("sal_a", ann, token).text("code")).isEqualTo("not_admitted");
            int calls = node.grid.calls.get();
            int loads = node.keys.loads.get();
            int reads = node.grid.cachedReads.get();
            assertThat(IntStream.range(0, POLLS)
                            .parallel()
                            .mapToObj(i -> i % 10 == 0
                                    ? room.reserve("sal_a", ann, token).text("code")
                                    : room.poll("sal_a", token).text("status"))
                            .distinct())
                    .containsExactlyInAnyOrder("waiting", "not_admitted");
            assertThat(node.grid.calls).hasValue(calls);
            assertThat(node.keys.loads).hasValue(loads);
            assertThat(node.grid.cachedReads.get() - reads)
                    .as("the sale's and the room's view, each once")
                    .isGreaterThanOrEqualTo(2 * POLLS);
        }
    }
}
