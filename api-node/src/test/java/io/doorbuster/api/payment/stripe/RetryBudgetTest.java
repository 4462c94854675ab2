package io.doorbuster.api.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget();

    @Test
    void aBurstMayBeRetriedOnceAndThenOneInTwo() {
        assertThat(retries(1_000)).isEqualTo(50);
        for (int request = 0; request < 20; request++) {
            budget.request();
        }
        assertThat(retries(1_000)).isEqualTo(10);
    }

    @Test
    void aQuietDaySavesNoMoreThanOneBurst() {
        for (int request = 0; request < 100_000; request++) {
            budget.request();
        }
        assertThat(retries(1_000)).isEqualTo(50);
    }

    private int retries(int failures) {
        int granted = 0;
        for (int failure = 0; failure < failures; failure++) {
            granted += budget.takeRetry() ? 1 : 0;
        }
        return granted;
    }
}
