package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.api.payment.stripe.StripePaymentGateway;
import io.doorbuster.api.payment.stripe.WebhookSecrets;
import io.doorbuster.payment.PaymentGateway;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP node's way to its payment provider.
 *
 * @param webhookSecrets null if the provider has no webhook
 */
record NodePayments(PaymentGateway gateway, @Nullable WebhookSecrets webhookSecrets) {
    /**
     * What the node's configuration asks for.
     *
     * @param file of the configuration, which names other files relative to itself
     * @param environment where Stripe's keys are
     * @throws IllegalArgumentException if a key is missing, or is a live one on a node that anyone can get tokens for
     */
    static NodePayments open(NodeConfig.Api config, Path file, Map<String, String> environment, Clock clock) {
        NodeConfig.Stripe stripe = config.stripe();
        if (stripe == null) {
            Path journal = file.resolveSibling(requireNonNull(config.sandboxPayments()));
            return new NodePayments(SandboxPaymentGateway.open(journal), null);
        }
        StripeSettings settings = StripeSettings.read(environment);
        if (settings.config().live() && config.developmentIssuer() != null) {
            throw new IllegalArgumentException(file + ": with developmentIssuer anybody who can read its file can be"
                    + " anyone, so Stripe's live key is not taken");
        }
        return new NodePayments(
                new StripePaymentGateway(stripe.applyTo(settings.config()), clock), settings.webhookSecrets());
    }
}
