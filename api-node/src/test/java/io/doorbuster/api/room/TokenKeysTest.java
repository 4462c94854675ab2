package io.doorbuster.api.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.TestClock;
import io.doorbuster.api.TestKeys;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenKeysTest {
    private final TestClock clock = new TestClock();
    private final TestKeys source = new TestKeys();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        ticker.shutdownNow();
    }

    private TokenKeys loaded() {
        TokenKeys keys = new TokenKeys(source, ticker, clock);
        await().until(() -> {
            try {
                return keys.signer() != null;
            } catch (Problem notYet) {
                return false;
            }
        });
        return keys;
    }

    @Test
    void answersUnavailableBeforeTheFirstLoad() {
        source.away(new IllegalStateException("no Postgres"));
        try (TokenKeys keys = new TokenKeys(source, ticker, clock)) {
            assertThatThrownBy(keys::signer)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThatThrownBy(() -> keys.find("k1")).isInstanceOf(Problem.class);
        }
    }

    @Test
    void triesAgainUntilTheFirstLoad() {
        source.with("k1", clock.instant());
        source.away(new IllegalStateException("no Postgres"));
        try (TokenKeys keys = new TokenKeys(source, ticker, clock)) {
            await().until(() -> source.loads.get() > 0);
            source.away(null);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(keys.find("k1").join()).isPresent());
        }
    }

    @Test
    void signsWithTheNewestKeyThatAllNodesCanKnow() {
        source.with("old", clock.instant().minus(Duration.ofHours(25)))
                .with("older", clock.instant().minus(Duration.ofHours(50)))
                .with("new", clock.instant().minusSeconds(1));
        try (TokenKeys keys = loaded()) {
            assertThat(keys.signer().kid()).isEqualTo("old");
            clock.advance(Duration.ofMinutes(1));
            assertThat(keys.signer().kid()).isEqualTo("new");
            assertThat(keys.find("older").join()).isPresent();
        }
    }

    @Test
    void signsWithTheFirstKeyEver() {
        source.with("k1", clock.instant());
        try (TokenKeys keys = loaded()) {
            assertThat(keys.signer().kid()).isEqualTo("k1");
        }
    }

    @Test
    void looksForAnUnknownKeyNowAndThen() {
        source.with("k1", clock.instant());
        try (TokenKeys keys = loaded()) {
            int loads = source.loads.get();
            for (int i = 0; i < 100; i++) {
                assertThat(keys.find("k2").join()).isEmpty();
            }
            assertThat(source.loads).hasValue(loads);
            source.with("k2", clock.instant());
            clock.advance(TokenKeys.LOOKED_FOR_AFTER);
            assertThat(keys.find("k2").join()).isPresent();
            assertThat(source.loads).hasValue(loads + 1);
        }
    }

    @Test
    void keepsWhatItHasWhileTheLedgerIsAway() {
        source.with("k1", clock.instant());
        try (TokenKeys keys = loaded()) {
            source.away(new IllegalStateException("no Postgres"));
            clock.advance(Duration.ofHours(1));
            assertThat(keys.find("k1").join()).isPresent();
            assertThatThrownBy(() -> keys.find("k2").join())
                    .as("nobody can say that there is no such key")
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }
}
