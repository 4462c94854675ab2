package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole crowd against a toy sale: a right one is bought out, a wrong one is found out. */
class CrowdIT {
    private static final long SEED = 20_261_124;

    private static CrowdResult run(int stock, int buyers, int cap, ToySale.Fault fault, Duration deadline)
            throws Exception {
        Instant startAt = Instant.now().plusMillis(300);
        CrowdPlan plan = new CrowdPlan(
                "sal_toy", buyers, stock, cap, "NONE", SEED, startAt, CrowdPlan.DEFAULT_ACTIVE_BUYERS, deadline);
        try (ToySale sale = new ToySale(stock, cap, 1_500, startAt, fault, false);
                Connections connections = new Connections(sale.url())) {
            CrowdResult result = new Crowd(plan, connections, (userId, tier) -> userId).run();
            assertThat(result.unitsAcknowledged()).isLessThanOrEqualTo(sale.sold());
            return result;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 400, 1", "7, 1000, 1", "300, 400, 1", "300, 1000, 3"})
    void buysOutASoundSale(int stock, int buyers, int cap) throws Exception {
        CrowdResult result = run(stock, buyers, cap, ToySale.Fault.NONE, Duration.ofMinutes(2));
        assertThat(result.breachSamples()).isEmpty();
        assertThat(result.failures()).isEmpty();
        assertThat(result.unitsAcknowledged()).isEqualTo(stock);
        assertThat(result.aboveCap()).isEmpty();
        assertThat(result.endings()).doesNotContainKeys("CUT_OFF", "GAVE_UP");
        assertThat(result.endings().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(buyers);
        Set<Integer> units = new HashSet<>();
        result.acknowledged().forEach(order -> units.addAll(order.units()));
        assertThat(units).hasSize(stock);
        assertThat(result.requests()).isEqualTo(result.overall().count()).isGreaterThan(buyers);
    }

    @Test
    void leavesUnitsThatNobodyWants() throws Exception {
        CrowdResult result = run(500, 200, 1, ToySale.Fault.NONE, Duration.ofMinutes(2));
        assertThat(result.failures()).isEmpty();
        assertThat(result.wantedUntilTheEnd()).isZero();
        assertThat(result.unitsAcknowledged()).isEqualTo(result.endings().get("OWNS"));
    }

    @Test
    void seesBuyersAboveTheCap() throws Exception {
        CrowdResult result = run(500, 200, 1, ToySale.Fault.IGNORES_CAP, Duration.ofMinutes(2));
        assertThat(result.aboveCap()).isNotEmpty();
    }

    @Test
    void buyersWhoAreSentAwayTooEarlyCountAsWanting() throws Exception {
        CrowdResult result = run(100, 300, 1, ToySale.Fault.SAYS_SOLD_OUT_TOO_EARLY, Duration.ofMinutes(2));
        assertThat(result.unitsAcknowledged()).isLessThan(100);
        assertThat(result.wantedUntilTheEnd() + result.unitsAcknowledged()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void aServerErrorIsAFailureWithASample() throws Exception {
        CrowdResult result = run(100, 300, 1, ToySale.Fault.ANSWERS_500, Duration.ofMinutes(2));
        assertThat(result.failures()).anySatisfy(failure -> assertThat(failure).contains("broke the contract"));
        assertThat(result.breachSamples())
                .anySatisfy(sample -> assertThat(sample).contains("500"));
    }

    @Test
    void forgottenIdempotencyKeysAreABreach() throws Exception {
        CrowdResult result = run(500, 200, 2, ToySale.Fault.FORGETS_IDEMPOTENCY_KEYS, Duration.ofMinutes(2));
        assertThat(result.breachSamples())
                .anySatisfy(sample -> assertThat(sample).contains("one Idempotency-Key made"));
    }

    @Test
    void deadlineEndsARunThatCannotEnd() throws Exception {
        CrowdResult result = run(200, 400, 1, ToySale.Fault.NONE, Duration.ofMillis(1));
        assertThat(result.failures()).anySatisfy(failure -> assertThat(failure).contains("not done"));
        assertThat(result.stoppedListening())
                .hasSize(result.endings().getOrDefault("CUT_OFF", 0))
                .isNotEmpty();
    }
}
