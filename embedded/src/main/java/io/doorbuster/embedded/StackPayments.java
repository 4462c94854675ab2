package io.doorbuster.embedded;

import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.api.payment.stripe.StripeConfig;
import io.doorbuster.api.payment.stripe.StripePaymentGateway;
import io.doorbuster.api.payment.stripe.WebhookSecrets;
import io.doorbuster.node.GridNode;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.stripesim.RateLimit;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stack's way to its payment provider, and the provider itself where that is in this process. Thread-safe. */
final class StackPayments implements AutoCloseable {
    /** Not secrets: the stand-in is reached from this machine only, and has no money. */
    private static final String SIMULATED_KEY = "sk_test_simulated";

    private static final String SIMULATED_WEBHOOK_SECRET = "whsec_simulated";

    private static final String WEBHOOK = "/v1/webhooks/stripe";

    private final PaymentGateway gateway;
    private final double perSec;
    private final @Nullable WebhookSecrets webhookSecrets;
    private final @Nullable StripeSim simulated;

    private StackPayments(
            PaymentGateway gateway,
            double perSec,
            @Nullable WebhookSecrets webhookSecrets,
            @Nullable StripeSim simulated) {
        this.gateway = gateway;
        this.perSec = perSec;
        this.webhookSecrets = webhookSecrets;
        this.simulated = simulated;
    }

    /** @param data the stack's folder */
    static StackPayments open(PaymentProvider provider, Path data, Clock clock) {
        if (provider instanceof PaymentProvider.Stripe stripe) {
            return stripe(stripe.settings(), clock, null);
        }
        if (provider instanceof PaymentProvider.SimulatedStripe) {
            StripeSim simulated = StripeSim.start(StripeSimConfig.DEFAULTS
                    .withSecretKeys(Set.of(SIMULATED_KEY))
                    .withJournal(data.resolve("stripe-sim.jsonl"))
                    .withRateLimit(RateLimit.LIVE));
            StripeConfig config = StripeConfig.of(SIMULATED_KEY)
                    .withApiBase(simulated.apiBase())
                    .withRequestsPerSec(StripeConfig.LIVE_REQUESTS_PER_SEC);
            return stripe(
                    new StripeSettings(config, new WebhookSecrets(List.of(SIMULATED_WEBHOOK_SECRET))),
                    clock,
                    simulated);
        }
        return new StackPayments(
                SandboxPaymentGateway.open(data.resolve("sandbox-payments.jsonl")),
                GridNode.MAX_PAYMENTS_PER_SEC,
                null,
                null);
    }

    private static StackPayments stripe(StripeSettings settings, Clock clock, @Nullable StripeSim simulated) {
        return new StackPayments(
                new StripePaymentGateway(settings.config(), clock),
                settings.config().paymentsPerSec(),
                settings.webhookSecrets(),
                simulated);
    }

    PaymentGateway gateway() {
        return gateway;
    }

    /** What the provider takes: no waiting room lets in more buyers than that. */
    double perSec() {
        return perSec;
    }

    /** Null if the provider has no webhook. */
    @Nullable
    WebhookSecrets webhookSecrets() {
        return webhookSecrets;
    }

    /** Where a provider in this process finds the stack. */
    void servedAt(URI baseUrl) {
        if (simulated != null) {
            simulated.deliverTo(baseUrl.resolve(WEBHOOK), SIMULATED_WEBHOOK_SECRET);
        }
    }

    /** @throws IllegalStateException if the provider is another one */
    SandboxPaymentGateway sandbox() {
        if (gateway instanceof SandboxPaymentGateway sandbox) {
            return sandbox;
        }
        throw new IllegalStateException("this stack does not pay through the sandbox");
    }

    @Override
    public void close() {
        gateway.close();
        if (simulated != null) {
            simulated.close();
        }
    }
}
