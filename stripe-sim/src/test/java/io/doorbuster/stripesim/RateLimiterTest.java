package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimiter limiter = new RateLimiter(RateLimit.TEST, nanos::get);

    @Test
    void letsASecondsWorthThroughAndThenRefills() {
        for (int i = 0; i < 25; i++) {
            limiter.take("a");
        }
        assertThatThrownBy(() -> limiter.take("a")).isInstanceOfSatisfying(Refusal.class, refused -> {
            assertThat(refused.reply().status()).isEqualTo(429);
            assertThat(refused.reply().headers()).containsEntry("Stripe-Rate-Limited-Reason", "global-rate");
        });
        limiter.take("b");

        nanos.addAndGet(40_000_000);

        limiter.take("a");
        assertThatThrownBy(() -> limiter.take("a")).isInstanceOf(Refusal.class);
    }
}
