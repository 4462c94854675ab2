package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenKeyStoreIT {
    private static final Instant NOW = Fixtures.START;
    private static final Duration DAY = Duration.ofHours(24);
    private static final int NODES = 6;

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    private TokenKeyStore keys() {
        return new TokenKeyStore(database.postgres());
    }

    private TokenKey rotate(Instant now, int number) {
        return keys().rotate(now, DAY, Fixtures.bytes(32, number), "kid-" + number);
    }

    private static TokenKey key(int number, Instant createdAt) {
        return new TokenKey("kid-" + number, Fixtures.bytes(32, number), createdAt);
    }

    @Test
    void thereAreNoneAtFirst() {
        assertThat(keys().all()).isEmpty();
        assertThat(rotate(NOW, 1)).isEqualTo(key(1, NOW));
        assertThat(keys().all()).containsExactly(key(1, NOW));
    }

    @Test
    void aKeyServesUntilItIsOlderThanAllowed() {
        rotate(NOW, 1);
        assertThat(rotate(NOW.plus(DAY), 2)).isEqualTo(key(1, NOW));
        Instant later = NOW.plus(DAY).plusMillis(1);
        assertThat(rotate(later, 3)).isEqualTo(key(3, later));
        assertThat(rotate(NOW, 4)).isEqualTo(key(3, later));
        assertThat(keys().all()).containsExactly(key(3, later), key(1, NOW));
    }

    @Test
    void timesComeBackInWholeMicroseconds() {
        assertThat(rotate(NOW.plusNanos(1_999), 1)).isEqualTo(keys().all().get(0));
    }

    @RepeatedTest(5)
    void severalNodesAtOnceMakeOneNewKey() throws Exception {
        rotate(NOW.minus(Duration.ofDays(2)), 100);
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        try {
            CyclicBarrier start = new CyclicBarrier(NODES);
            List<Callable<TokenKey>> nodes = new ArrayList<>();
            for (int node = 0; node < NODES; node++) {
                int number = node;
                nodes.add(() -> {
                    start.await();
                    return rotate(NOW, number);
                });
            }
            List<TokenKey> newest = new ArrayList<>();
            for (Future<TokenKey> node : threads.invokeAll(nodes)) {
                newest.add(node.get());
            }
            assertThat(keys().all()).hasSize(2);
            assertThat(newest).containsOnly(keys().all().get(0));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void oldKeysGo() {
        rotate(NOW, 1);
        Instant later = NOW.plus(Duration.ofDays(2));
        rotate(later, 2);
        assertThat(keys().deleteOlderThan(NOW)).isZero();
        assertThat(keys().deleteOlderThan(NOW.plusMillis(1))).isOne();
        assertThat(keys().all()).containsExactly(key(2, later));
    }

    @Test
    void textShowsNoSecret() {
        assertThat(key(1, NOW)).hasToString("TokenKey[kid=kid-1, createdAt=" + NOW + "]");
    }
}
