package io.doorbuster.api.payment.stripe;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Stripe.
 *
 * @param secretKey {@code sk_…} or, better, a restricted {@code rk_…}; never logged
 * @param apiBase where Stripe's API is; only a stand-in on this machine may be without TLS
 * @param requestsPerSec that this node sends at most; nodes that share an account share its limit
 * @param callTimeout for one request, from its first byte to the last one of the answer
 * @param concurrency payments that are worked on at one time, each on a thread of its own
 * @param accounts the connected account of each organisation that has one; the others use the key's own account
 */
public record StripeConfig(
        String secretKey,
        URI apiBase,
        int requestsPerSec,
        Duration callTimeout,
        int concurrency,
        Map<String, String> accounts) {
    private static final Pattern KEY = Pattern.compile("(sk|rk)_(test|live)_[A-Za-z0-9_]{1,240}");
    private static final Pattern ACCOUNT = Pattern.compile("acct_[A-Za-z0-9_]{1,100}");
    private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1|localhost|\\[::1]");

    /** RFC 1918, as numbers: a name could lead anywhere. */
    private static final Pattern PRIVATE =
            Pattern.compile("(10|192\\.168|172\\.(1[6-9]|2\\d|3[01]))(\\.\\d{1,3}){2,3}");

    private static final URI API = URI.create("https://api.stripe.com");

    /** Stripe takes 25 requests a second with a test key and 100 with a live one; what is left is for the dashboard. */
    private static final int TEST_REQUESTS_PER_SEC = 25;

    public static final int LIVE_REQUESTS_PER_SEC = 80;

    /** Create, confirm and capture. */
    private static final int REQUESTS_PER_PAYMENT = 3;

    public static final int MAX_REQUESTS_PER_SEC = 10_000;

    /** Two of them, and a look at the intent, fit into the time that a payment has. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** Enough for 80 requests a second that take 0.8 s each; a confirm takes about that. */
    private static final int CONCURRENCY = 64;

    private static final int MAX_CONCURRENCY = 512;

    public StripeConfig {
        requireNonNull(secretKey, "secretKey is null");
        if (!KEY.matcher(secretKey).matches()) {
            throw new IllegalArgumentException(
                    "the secret key must start with sk_test_, rk_test_, sk_live_ or rk_live_");
        }
        boolean staysInside = isLoopback(apiBase) || (!isLive(secretKey) && isPrivate(apiBase));
        if (!"https".equals(apiBase.getScheme()) && !staysInside) {
            throw new IllegalArgumentException("apiBase must be https, not " + apiBase);
        }
        if (requestsPerSec < 1 || requestsPerSec > MAX_REQUESTS_PER_SEC) {
            throw new IllegalArgumentException(
                    "requestsPerSec must be 1 to " + MAX_REQUESTS_PER_SEC + ", not " + requestsPerSec);
        }
        if (callTimeout.isNegative() || callTimeout.isZero() || callTimeout.compareTo(CALL_TIMEOUT) > 0) {
            throw new IllegalArgumentException("callTimeout must be at most " + CALL_TIMEOUT + ", not " + callTimeout);
        }
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException("concurrency must be 1 to " + MAX_CONCURRENCY + ", not " + concurrency);
        }
        accounts = Map.copyOf(accounts);
        for (String account : accounts.values()) {
            if (!isAccount(account)) {
                throw new IllegalArgumentException("a connected account must start with acct_, not " + account);
            }
        }
    }

    /** Whether this can be the name of a connected account. */
    public static boolean isAccount(String name) {
        return ACCOUNT.matcher(name).matches();
    }

    /** Stripe itself, with the limits that suit the key. */
    public static StripeConfig of(String secretKey) {
        int requestsPerSec = isLive(secretKey) ? LIVE_REQUESTS_PER_SEC : TEST_REQUESTS_PER_SEC;
        return new StripeConfig(secretKey, API, requestsPerSec, CALL_TIMEOUT, CONCURRENCY, Map.of());
    }

    public StripeConfig withApiBase(URI base) {
        return new StripeConfig(secretKey, base, requestsPerSec, callTimeout, concurrency, accounts);
    }

    public StripeConfig withRequestsPerSec(int requests) {
        return new StripeConfig(secretKey, apiBase, requests, callTimeout, concurrency, accounts);
    }

    public StripeConfig withCallTimeout(Duration timeout) {
        return new StripeConfig(secretKey, apiBase, requestsPerSec, timeout, concurrency, accounts);
    }

    public StripeConfig withConcurrency(int calls) {
        return new StripeConfig(secretKey, apiBase, requestsPerSec, callTimeout, calls, accounts);
    }

    /** Connected accounts by organisation. */
    public StripeConfig withAccounts(Map<String, String> byOrganisation) {
        return new StripeConfig(secretKey, apiBase, requestsPerSec, callTimeout, concurrency, byOrganisation);
    }

    /** What this node can pay for each second at most, while nothing goes wrong. */
    public double paymentsPerSec() {
        return (double) requestsPerSec / REQUESTS_PER_PAYMENT;
    }

    /** Whether the key moves real money. */
    public boolean live() {
        return isLive(secretKey);
    }

    /** The connected account of an organisation, or null for the key's own account. */
    @Nullable
    String account(String orgId) {
        return accounts.get(orgId);
    }

    /** Whether payments of the organisation are made in this account, where null is the key's own. */
    boolean isAccountOf(String orgId, @Nullable String account) {
        return Objects.equals(account(orgId), account);
    }

    private static boolean isLive(String key) {
        return key.startsWith("live_", "sk_".length());
    }

    private static boolean isLoopback(URI base) {
        return "http".equals(base.getScheme())
                && base.getHost() != null
                && LOOPBACK.matcher(base.getHost()).matches();
    }

    /** A stand-in for Stripe in a network of its own, which no live key is told to. */
    private static boolean isPrivate(URI base) {
        return "http".equals(base.getScheme())
                && base.getHost() != null
                && PRIVATE.matcher(base.getHost()).matches();
    }

    /** Shows what kind of key it is, and nothing else of it. */
    @Override
    public String toString() {
        return "StripeConfig[secretKey=" + secretKey.substring(0, "sk_live_".length()) + "…, apiBase=" + apiBase
                + ", requestsPerSec=" + requestsPerSec + ", callTimeout=" + callTimeout + ", concurrency=" + concurrency
                + ", accounts=" + accounts + "]";
    }
}
