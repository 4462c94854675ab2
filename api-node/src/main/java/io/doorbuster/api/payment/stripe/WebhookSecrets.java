package io.doorbuster.api.payment.stripe;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Stripe signs its events with. Several are active while one is being replaced by the next. Thread-safe. */
public final class WebhookSecrets {
    private static final Pattern SECRET = Pattern.compile("whsec_[A-Za-z0-9+/=_-]{1,250}");

    /** An old and a new one, for each of two endpoints: the platform's and that of its connected accounts. */
    private static final int MAX_SECRETS = 4;

    /** Stripe's own advice: older events may be somebody's recording. */
    private static final long TOLERANCE_SEC = 300;

    private final List<String> secrets;

    /**
     * All that are active.
     *
     * @param secrets 1 to 4, each {@code whsec_…}
     */
    public WebhookSecrets(List<String> secrets) {
        if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
            throw new IllegalArgumentException("there must be 1 to " + MAX_SECRETS + " webhook secrets");
        }
        if (!secrets.stream().allMatch(secret -> SECRET.matcher(secret).matches())) {
            throw new IllegalArgumentException("a webhook secret must start with whsec_");
        }
        this.secrets = List.copyOf(secrets);
    }

    /** Whether Stripe has signed exactly these bytes, just now. */
    boolean vouchFor(byte[] body, @Nullable String signature, Clock clock) {
        if (signature == null) {
            return false;
        }
        String payload = new String(body, StandardCharsets.UTF_8);
        return secrets.stream().anyMatch(secret -> isSigned(payload, signature, secret, clock));
    }

    private static boolean isSigned(String payload, String signature, String secret, Clock clock) {
        try {
            return Webhook.Signature.verifyHeader(payload, signature, secret, TOLERANCE_SEC, clock);
        } catch (SignatureVerificationException | RuntimeException e) {
            // stripe-java trips over a header that is no signature at all.
            return false;
        }
    }

    @Override
    public String toString() {
        return secrets.size() + " webhook secrets";
    }
}
