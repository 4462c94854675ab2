package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole crowd through a toy waiting room: a right one is bought out, a wrong one is found out. */
class RoomCrowdIT {
    private static final long SEED = 20_261_124;

    /** The toy's HTTP server closes idle connections above 200, under a request now and then. */
    private static final int ACTIVE_BUYERS = 150;

    private record Run(CrowdResult result, ToyRoom room) {}

    private static Run run(int stock, int buyers, ToySale.Fault fault) throws Exception {
        Instant startAt = Instant.now().plusMillis(1_000);
        CrowdPlan plan = new CrowdPlan(
                "sal_toy", buyers, stock, 1, "BATCH", SEED, startAt, ACTIVE_BUYERS, Duration.ofMinutes(2));
        try (ToySale sale = new ToySale(stock, 1, 1_500, startAt, fault, true);
                Connections connections = new Connections(sale.url())) {
            CrowdResult result = new Crowd(plan, connections, (userId, tier) -> userId).run();
            assertThat(result.unitsAcknowledged()).isLessThanOrEqualTo(sale.sold());
            return new Run(result, sale.room());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 400", "7, 1000", "300, 1000"})
    void buysOutASoundSaleThroughTheRoom(int stock, int buyers) throws Exception {
        Run run = run(stock, buyers, ToySale.Fault.NONE);
        CrowdResult result = run.result();
        assertThat(result.breachSamples()).isEmpty();
        assertThat(result.failures()).isEmpty();
        assertThat(result.unitsAcknowledged()).isEqualTo(stock);
        assertThat(result.endings()).doesNotContainKeys("CUT_OFF", "GAVE_UP");
        assertThat(result.endings().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(buyers);
        Set<Integer> units = new HashSet<>();
        result.acknowledged().forEach(order -> units.addAll(order.units()));
        assertThat(units).hasSize(stock);
        assertThat(result.tickets()).isEqualTo(run.room().size()).isPositive();
        assertThat(result.tokens()).isNotEmpty().hasSizeLessThanOrEqualTo(CrowdTally.MAX_TOKENS);
        assertThat(run.room().left()).as("tickets given back").isPositive();
    }

    @Test
    void scriptsAreRefusedAndTheAnonymousReserveAsTheirUser() throws Exception {
        Run run = run(300, 1_000, ToySale.Fault.NONE);
        assertThat(run.room().refusedForged).isPositive();
        assertThat(run.room().refusedEarly).isPositive();
        assertThat(run.room().bound()).isPositive();
    }

    @Test
    void everybodyGetsAUnitWhereThereAreEnough() throws Exception {
        CrowdResult result = run(500, 200, ToySale.Fault.NONE).result();
        assertThat(result.failures()).isEmpty();
        assertThat(result.wantedUntilTheEnd()).isZero();
        assertThat(result.unitsAcknowledged()).isEqualTo(result.endings().get("OWNS"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GIVES_SECOND_TICKETS     | a second ticket beside
            LETS_IN_BEFORE_ADMISSION | has reserved before it was admitted
            TAKES_FORGED_TOKENS      | RESERVE_FORGED
            TAKES_ADMISSION_BACK     | was admitted before
            """)
    void anUnsoundRoomIsFoundOut(ToySale.Fault fault, String breach) throws Exception {
        CrowdResult result = run(40, 1_000, fault).result();
        assertThat(result.failures()).anySatisfy(failure -> assertThat(failure).contains("broke the contract"));
        assertThat(result.breachSamples())
                .anySatisfy(sample -> assertThat(sample).contains(breach));
    }
}
