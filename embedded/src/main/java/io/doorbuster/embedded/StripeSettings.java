package io.doorbuster.embedded;

import io.doorbuster.api.payment.stripe.StripeConfig;
import io.doorbuster.api.payment.stripe.WebhookSecrets;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Stripe, and how to know its webhooks. Keys come from the environment, or from files that it names, so that
 * no configuration holds them.
 */
public record StripeSettings(StripeConfig config, WebhookSecrets webhookSecrets) {
    static final String SECRET_KEY = "DOORBUSTER_STRIPE_SECRET_KEY";
    static final String WEBHOOK_SECRETS = "DOORBUSTER_STRIPE_WEBHOOK_SECRETS";

    /** Another address than Stripe's own, for a stand-in. */
    static final String API_BASE = "DOORBUSTER_STRIPE_API_BASE";

    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    /**
     * What the environment says.
     *
     * @throws IllegalArgumentException if a key is missing or cannot be one, naming its variable and never its value
     */
    static StripeSettings read(Map<String, String> environment) {
        String key = required(environment, SECRET_KEY);
        List<String> secrets = Arrays.stream(SEPARATOR.split(required(environment, WEBHOOK_SECRETS)))
                .filter(secret -> !secret.isEmpty())
                .toList();
        String base = environment.get(API_BASE);
        StripeConfig config = named(SECRET_KEY, () -> StripeConfig.of(key));
        return new StripeSettings(
                base == null ? config : named(API_BASE, () -> config.withApiBase(URI.create(base))),
                named(WEBHOOK_SECRETS, () -> new WebhookSecrets(secrets)));
    }

    private static <T> T named(String variable, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(variable + ": " + wrong.getMessage(), wrong);
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = new Environment(environment).secret(name);
        if (value == null) {
            throw new IllegalArgumentException("Stripe needs " + name + ", or " + name + Environment.FILE
                    + " with the path of a file that holds it");
        }
        return value.strip();
    }

    /** The same, at another pace and for connected accounts. */
    StripeSettings with(@Nullable Integer requestsPerSec, Map<String, String> accounts) {
        StripeConfig paced = requestsPerSec == null ? config : config.withRequestsPerSec(requestsPerSec);
        return new StripeSettings(paced.withAccounts(accounts), webhookSecrets);
    }
}
