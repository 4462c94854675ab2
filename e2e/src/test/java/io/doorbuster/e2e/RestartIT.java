package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.e2e.DoorbusterProcess.Ready;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --data} against {@code kill -9} in the middle of a sale. */
class RestartIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int STOCK = 240;
    private static final int KILLS = 3;
    private static final int CROWD = 24;
    private static final long SEED = 20_261_124;

    private final Random random = new Random(SEED);

    @TempDir
    Path home;

    @Test
    void whatWasAcknowledgedSurvivesEveryKillAndTheRestIsSoldToTheLastUnit() {
        DoorbusterProcess up = start();
        try {
            Ready ready = up.awaitReady();
            Sale sale = ready.api(home).merchant().sell(STOCK, offer -> offer.put("reservationTtlSec", 5));
            RememberedCrowd crowd = new RememberedCrowd(sale);
            for (int kill = 1; kill <= KILLS; kill++) {
                crowd.sellTo(STOCK / 2 * kill / KILLS - CROWD);
                killDuringCheckouts(up, crowd);
                up = start();
                ready = up.awaitReady();
                crowd.moveTo(
                        new Sale(new Merchant(ready.api(home), sale.merchant().orgId()), sale.saleId()));
                crowd.assertAcknowledgedOrdersAreThere();
            }
            crowd.assertOrdersInFlightAreSettled();
            crowd.sellTo(STOCK);
            crowd.assertAcknowledgedOrdersAreThere();
            new SoldOutLedger(crowd.sale(), ready.jdbcUrl(), home.resolve("data/sandbox-payments.jsonl"))
                    .assertExact(STOCK, crowd.acknowledged());
            assertThat(up.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);
            up.assertLoggedNoError();
        } finally {
            up.close();
        }
    }

    private DoorbusterProcess start() {
        return DoorbusterProcess.start(home, "up", "--port=0", "--data=" + home.resolve("data"));
    }

    /** Some are paid, some have been charged and not told, some have not been charged: which ones, the seed says. */
    private void killDuringCheckouts(DoorbusterProcess up, RememberedCrowd crowd) {
        int enough = crowd.acknowledged().size() + random.nextInt(CROWD / 2);
        List<CompletableFuture<Void>> visits = IntStream.range(0, CROWD)
                .mapToObj(i -> crowd.visit(random.nextInt(4) == 0 ? Sale.UNKNOWN : Sale.VISA))
                .toList();
        await().pollInterval(Duration.ofMillis(1))
                .atMost(LONG)
                .until(() ->
                        crowd.acknowledged().size() >= enough || visits.stream().allMatch(CompletableFuture::isDone));
        up.kill();
        visits.forEach(CompletableFuture::join);
    }
}
