package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.payment.stripe.StripeConfig;
import io.doorbuster.api.payment.stripe.WebhookSecrets;
import io.doorbuster.embedded.PaymentProvider;
import io.doorbuster.embedded.Stack;
import io.doorbuster.embedded.StripeSettings;
import io.doorbuster.stripesim.Fault;
import io.doorbuster.stripesim.Faults;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of checkouts while Stripe does everything that it can do wrong; then it heals, and the rest is sold. */
class StripeFaultsIT {
    private static final int CHECKOUTS = Integer.getInteger("doorbuster.checkouts", 2_000);
    private static final long SEED = Long.getLong("doorbuster.seed", 20_261_127L);

    /** A unit takes five checkouts on average: this many are not sold before the faults end. */
    private static final int STOCK = CHECKOUTS / 4;

    /** Most of them wait for what became of a payment. */
    private static final int MAX_AT_A_TIME = 300;

    private static final double CHANCE = 0.1;
    private static final Duration WHILE_FAULTY = Duration.ofMinutes(10);
    private static final String KEY = "sk_test_faults";
    private static final String SECRET = "whsec_faults_secret";

    @Test
    void everyUnitIsSoldOnceAndNobodyIsChargedForNothing(@TempDir Path data) {
        try (StripeSim stripe =
                        StripeSim.start(StripeSimConfig.DEFAULTS.withSeed(SEED).withSecretKeys(Set.of(KEY)));
                Stack stack = Stack.start(data, 0, DevelopmentIssuer.random(), provider(stripe))) {
            stripe.deliverTo(stack.baseUrl().resolve("/v1/webhooks/stripe"), SECRET)
                    .faults(Faults.every(CHANCE).withHang(Duration.ofSeconds(1)));
            Api api = new Api(stack.baseUrl(), stack.issuer());
            Sale sale = api.merchant().sell(STOCK, offer -> offer.put("reservationTtlSec", 15));
            StripeBuyers buyers = new StripeBuyers(sale, stripe.apiBase(), "buyer", SEED);
            CompletableFuture<Void> crowd =
                    CompletableFuture.runAsync(() -> buyers.comeUntilSoldOut(Math.min(MAX_AT_A_TIME, STOCK)));
            await().atMost(WHILE_FAULTY).until(() -> buyers.checkouts() >= CHECKOUTS || crowd.isDone());
            assertThat(buyers.checkouts()).as("seed %d", SEED).isGreaterThanOrEqualTo(CHECKOUTS);
            assertThat(stripe.faultCounts()).as("seed %d", SEED).containsOnlyKeys(Fault.values());
            stripe.faults(Faults.NONE);
            crowd.join();
            new StripeAudit(sale, stripe, STOCK).everythingIsSoldOnceAndPaidOnce(buyers.paid());
        }
    }

    /** With room for all that wait for a second until they give up, so that a run is minutes long. */
    private static PaymentProvider provider(StripeSim stripe) {
        StripeConfig config = StripeConfig.of(KEY)
                .withApiBase(stripe.apiBase())
                .withRequestsPerSec(1_000)
                .withConcurrency(128)
                .withCallTimeout(Duration.ofSeconds(3));
        return new PaymentProvider.Stripe(new StripeSettings(config, new WebhookSecrets(List.of(SECRET))));
    }
}
