package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.ORG;
import static io.doorbuster.ledger.Fixtures.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.ledger.ReconciliationRunStore.Result;
import io.doorbuster.ledger.ReconciliationRunStore.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReconciliationRunStoreIT {
    private static final Duration LEASE = Duration.ofMinutes(5);

    /** The same race over and over: one alone may be won in turn. */
    private static final int RACES = 50;

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @BeforeEach
    void storeSale() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 1);
    }

    private ReconciliationRunStore store() {
        return new ReconciliationRunStore(database.postgres());
    }

    private boolean claim(String node, Instant now) {
        return store().claim(ORG, "sal_1", node, now, LEASE);
    }

    private static Result result(Instant finishedAt) {
        return new Result(finishedAt, false, 2, "{\"differences\": [1, 2]}");
    }

    @Test
    void aRunThatNobodyClaimedIsNotThere() {
        assertThat(store().latest(ORG, "sal_1")).isEmpty();
    }

    @Test
    void oneOfTwoNodesGetsTheRun() throws Exception {
        for (int race = 0; race < RACES; race++) {
            String saleId = "sal_race_" + race;
            Fixtures.stored(database.postgres(), saleId, 10, 1);
            assertThat(claimedAtOnce(saleId, START)).as("race %s", race).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void oneOfTwoNodesTakesARunOver() throws Exception {
        for (int race = 0; race < RACES; race++) {
            String saleId = "sal_race_" + race;
            Fixtures.stored(database.postgres(), saleId, 10, 1);
            assertThat(store().claim(ORG, saleId, "dead", START, LEASE)).isTrue();
            assertThat(claimedAtOnce(saleId, START.plus(LEASE).plusMillis(1)))
                    .as("race %s", race)
                    .containsExactlyInAnyOrder(true, false);
        }
    }

    private List<Boolean> claimedAtOnce(String saleId, Instant now) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Boolean>> claims = new ArrayList<>();
            for (String node : List.of("api-1", "api-2")) {
                claims.add(() -> {
                    start.await();
                    return store().claim(ORG, saleId, node, now, LEASE);
                });
            }
            List<Boolean> claimed = new ArrayList<>();
            for (Future<Boolean> claim : threads.invokeAll(claims)) {
                claimed.add(claim.get());
            }
            return claimed;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aClaimHoldsUntilItsLeaseHasPassed() {
        assertThat(claim("api-1", START)).isTrue();
        assertThat(claim("api-2", START.plus(LEASE))).isFalse();
        assertThat(claim("api-1", START.plus(LEASE))).isFalse();
        assertThat(claim("api-2", START.plus(LEASE).plusMillis(1))).isTrue();
        assertThat(store().latest(ORG, "sal_1"))
                .contains(new Run(START.plus(LEASE).plusMillis(1), "api-2", null));
    }

    @Test
    void aFinishedRunIsNotClaimedAgain() {
        claim("api-1", START);
        assertThat(store().finish(ORG, "sal_1", "api-1", result(START.plusSeconds(1))))
                .isTrue();
        assertThat(claim("api-2", START.plus(LEASE.multipliedBy(2)))).isFalse();
        assertThat(store().latest(ORG, "sal_1")).contains(new Run(START, "api-1", result(START.plusSeconds(1))));
        assertThat(store().latest("other", "sal_1")).isEmpty();
    }

    @Test
    void aNodeThatLostItsRunCannotFinishIt() {
        claim("api-1", START);
        Instant later = START.plus(LEASE.multipliedBy(2));
        claim("api-2", later);
        assertThat(store().finish(ORG, "sal_1", "api-1", result(later))).isFalse();
        assertThat(store().finish(ORG, "sal_1", "api-2", result(later))).isTrue();
        assertThat(store().finish(ORG, "sal_1", "api-2", result(later.plusSeconds(1))))
                .isFalse();
        assertThat(store().latest(ORG, "sal_1")).contains(new Run(later, "api-2", result(later)));
    }

    @Test
    void refusesARunOfNoSale() {
        assertThatThrownBy(() -> store().claim(ORG, "sal_none", "api-1", START, LEASE))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAReportThatIsTooLongOrNotJson() {
        claim("api-1", START);
        String tooLong = "1".repeat(ReconciliationRunStore.MAX_REPORT_CHARS + 1);
        assertThatThrownBy(() -> store().finish(ORG, "sal_1", "api-1", new Result(START, true, 0, tooLong)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().finish(ORG, "sal_1", "api-1", new Result(START, true, 0, "{")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(store().latest(ORG, "sal_1")).contains(new Run(START, "api-1", null));
    }

    /** Postgres spaces it out. */
    @Test
    void theLongestReportComesBack() {
        claim("api-1", START);
        String longest = "[1" + ",1".repeat((ReconciliationRunStore.MAX_REPORT_CHARS - 3) / 2) + "]";
        assertThat(store().finish(ORG, "sal_1", "api-1", new Result(START, true, 0, longest)))
                .isTrue();
        assertThat(store().latest(ORG, "sal_1"))
                .contains(new Run(START, "api-1", new Result(START, true, 0, longest.replace(",", ", "))));
    }
}
