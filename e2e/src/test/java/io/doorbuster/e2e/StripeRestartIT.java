package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.e2e.DoorbusterProcess.Ready;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --data --payments stripe} against {@code kill -9} at random moments of checkouts. */
class StripeRestartIT {
    private static final int KILLS = Integer.getInteger("doorbuster.kills", 1);
    private static final long SEED = Long.getLong("doorbuster.seed", 20_261_128L);
    private static final int UNITS_PER_KILL = 12;
    private static final int CROWD = 16;
    private static final String KEY = "sk_test_restarts";
    private static final String SECRET = "whsec_restarts";

    @TempDir
    Path home;

    @Test
    void everyUnitIsSoldAndPaidOnceWhateverMomentTheProcessDies() {
        SplittableRandom random = new SplittableRandom(SEED);
        int stock = UNITS_PER_KILL * (KILLS + 1);
        Set<String> told = new HashSet<>();
        DoorbusterProcess up = null;
        try (StripeSim stripe = StripeSim.start(StripeSimConfig.DEFAULTS.withSecretKeys(Set.of(KEY)))) {
            up = start(stripe);
            Ready ready = ready(up, stripe);
            Sale sale = ready.api(home).merchant().sell(stock, offer -> offer.put("reservationTtlSec", 10));
            for (int kill = 1; kill <= KILLS; kill++) {
                StripeBuyers buyers = new StripeBuyers(sale, stripe.apiBase(), "life-" + kill, random.nextLong());
                CompletableFuture<?> crowd = CompletableFuture.runAsync(() -> buyers.comeUntilSoldOut(CROWD));
                // Some are reserving by then, some paying, some waiting for what became of it.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(2_500)));
                up.kill();
                // The API is gone: each of them ends with that.
                CompletableFuture<?> ended = crowd.handle((done, failure) -> null);
                ended.join();
                told.addAll(buyers.paid());
                up = start(stripe);
                ready = ready(up, stripe);
                sale = new Sale(new Merchant(ready.api(home), sale.merchant().orgId()), sale.saleId());
            }
            StripeBuyers last = new StripeBuyers(sale, stripe.apiBase(), "last", random.nextLong());
            last.comeUntilSoldOut(CROWD);
            told.addAll(last.paid());
            new StripeAudit(sale, stripe, stock).everythingIsSoldOnceAndPaidOnce(told);
            assertThat(up.terminate()).as("seed %d", SEED).isEqualTo(DoorbusterProcess.TERMINATED);
            up.assertLoggedNoError();
        } finally {
            if (up != null) {
                up.close();
            }
        }
    }

    private DoorbusterProcess start(StripeSim stripe) {
        Map<String, String> environment = Map.of(
                "DOORBUSTER_STRIPE_SECRET_KEY", KEY,
                "DOORBUSTER_STRIPE_WEBHOOK_SECRETS", SECRET,
                "DOORBUSTER_STRIPE_API_BASE", stripe.apiBase().toString());
        return DoorbusterProcess.start(
                home, environment, "up", "--port=0", "--data=" + home.resolve("data"), "--payments=stripe");
    }

    private static Ready ready(DoorbusterProcess up, StripeSim stripe) {
        Ready ready = up.awaitReady();
        stripe.deliverTo(ready.baseUrl().resolve("/v1/webhooks/stripe"), SECRET);
        return ready;
    }
}
