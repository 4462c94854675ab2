package io.doorbuster.chaos.kit;

import io.doorbuster.stripesim.Faults;
import io.doorbuster.stripesim.SimIntent;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stripe's stand-in, in the kit's own process. */
public final class Provider implements AutoCloseable {
    private static final String KEY = "sk_test_chaos";
    private static final String WEBHOOK_SECRET = "whsec_chaos";
    private static final double PERCENT = 100;

    private final StripeSim stripe;

    private Provider(StripeSim stripe) {
        this.stripe = stripe;
    }

    static Provider start(String address) {
        try {
            return new Provider(StripeSim.start(StripeSimConfig.DEFAULTS
                    .withAddress(InetAddress.getByName(address))
                    .withSecretKeys(Set.of(KEY))));
        } catch (IOException e) {
            throw new UncheckedIOException("no address: " + address, e);
        }
    }

    /** What tells an HTTP node where its provider is. */
    Map<String, String> environment() {
        return Map.of(
                "DOORBUSTER_STRIPE_SECRET_KEY", KEY,
                "DOORBUSTER_STRIPE_WEBHOOK_SECRETS", WEBHOOK_SECRET,
                "DOORBUSTER_STRIPE_API_BASE", stripe.apiBase().toString());
    }

    /** Webhooks go to one of the nodes; while that is away, they come again later. */
    void deliverTo(URI node) {
        stripe.deliverTo(node.resolve("/v1/webhooks/stripe"), WEBHOOK_SECRET);
    }

    /** Every failure that there is, each at that many requests of a hundred. */
    public void fail(int percent) {
        stripe.faults(Faults.every(percent / PERCENT));
    }

    public void heal() {
        stripe.faults(Faults.NONE);
    }

    public List<SimIntent> intents() {
        return stripe.intents();
    }

    @Override
    public void close() {
        stripe.close();
    }
}
