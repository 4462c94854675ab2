package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of checkouts while Stripe does everything that it can do wrong; thousands with {@code -Ddoorbuster.checkouts=2000}. */
class StripeFaultsIT {
    private static final int CHECKOUTS = Integer.getInteger("doorbuster.checkouts", 250);
    private static final long SEED = Long.getLong("doorbuster.seed", 20_261_127L);

    /** Most of them wait for what became of a payment. */
    private static final int MAX_AT_A_TIME = 300;

    private static final double CHANCE = 0.1;
    private static final String KEY = "sk_test_faults";
    private static final String SECRET = "whsec_faults_secret";

    @Test
    void everyUnitIsSoldOnceAndNobodyIsChargedForNothing(@TempDir Path data) {
        int stock = CHECKOUTS / 5;
        try (StripeSim stripe =
                        StripeSim.start(StripeSimConfig.DEFAULTS.withSeed(SEED).withSecretKeys(Set.of(KEY)));
                Stack stack = Stack.start(data, 0, DevelopmentIssuer.random(), provider(stripe))) {
            stripe.deliverTo(stack.baseUrl().resolve("/v1/webhooks/stripe"), SECRET)
                    .faults(Faults.every(CHANCE).withHang(Duration.ofSeconds(1)));
            Api api = new Api(stack.baseUrl(), stack.issuer());
            Sale sale = api.merchant().sell(stock, offer -> offer.put("reservationTtlSec", 15));
            StripeBuyers buyers = new StripeBuyers(sale, stripe.apiBase(), "buyer", SEED);
            buyers.comeUntilSoldOut(Math.min(MAX_AT_A_TIME, stock));
            assertThat(stripe.faultCounts()).as("seed %d", SEED).containsOnlyKeys(Fault.values());
            stripe.faults(Faults.NONE);
            new StripeAudit(sale, stripe, stock).everythingIsSoldOnceAndPaidOnce(buyers.paid());
            assertThat(buyers.checkouts()).as("seed %d", SEED).isGreaterThanOrEqualTo(CHECKOUTS);
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
