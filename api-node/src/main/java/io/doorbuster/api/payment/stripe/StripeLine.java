package io.doorbuster.api.payment.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.model.StripeObjectInterface;
import com.stripe.net.RequestOptions;
import com.stripe.net.StripeResponse;
import com.stripe.service.V1Services;
import io.doorbuster.api.payment.stripe.Reply.Lost;
import io.doorbuster.api.payment.stripe.Reply.NotDone;
import io.doorbuster.api.payment.stripe.Reply.Refused;
import io.doorbuster.api.payment.stripe.Reply.Told;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends single requests, within the rate and while Stripe answers at all. Thread-safe. */
final class StripeLine {
    private static final Logger LOG = LoggerFactory.getLogger(StripeLine.class);

    /** Longer than a burst lasts at a rate that fits; a buyer who would wait longer is better off coming again. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int CONFLICT = 409;

    private final V1Services stripe;
    private final RateLimiter rate;
    private final CircuitBreaker breaker;

    StripeLine(StripeConfig config, CircuitBreaker breaker) {
        stripe = StripeClient.builder()
                .setApiKey(config.secretKey())
                .setApiBase(config.apiBase().toString())
                .setMaxNetworkRetries(0)
                .setHttpClient(new SendOnceClient())
                .build()
                .v1();
        rate = RateLimiter.of(
                "stripe",
                RateLimiterConfig.custom()
                        .limitForPeriod(1)
                        .limitRefreshPeriod(Duration.ofSeconds(1).dividedBy(config.requestsPerSec()))
                        .timeoutDuration(MAX_WAIT)
                        .build());
        this.breaker = breaker;
    }

    /** What is to be sent. */
    @FunctionalInterface
    interface Request<T extends @Nullable StripeObjectInterface> {
        T send(V1Services stripe, RequestOptions options) throws StripeException;
    }

    boolean isUp() {
        return breaker.getState() != State.OPEN;
    }

    /** Sends the request at most once. */
    <T extends StripeObjectInterface> Reply<T> send(Request<T> request, RequestOptions options) {
        if (!isUp()) {
            return new NotDone<>("Stripe does not answer", false);
        }
        try {
            long waitNanos = rate.reservePermission();
            if (waitNanos < 0) {
                return new NotDone<>("the rate of requests is used up", true);
            }
            TimeUnit.NANOSECONDS.sleep(waitNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NotDone<>("the node is stopping", false);
        }
        if (!breaker.tryAcquirePermission()) {
            return new NotDone<>("Stripe does not answer", false);
        }
        long start = System.nanoTime();
        try {
            T value = request.send(stripe, options);
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return new Told<>(value, isReplay(value.getLastResponse()));
        } catch (StripeException e) {
            return judge(e, System.nanoTime() - start);
        } catch (RuntimeException e) {
            // stripe-java trips over some answers that are not what it expects.
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            LOG.warn("an answer of Stripe made no sense: {}", e.getClass().getName());
            return new Lost<>("Stripe's answer made no sense", false);
        }
    }

    private <T> Reply<T> judge(StripeException failure, long nanos) {
        int status = failure.getStatusCode() == null ? 0 : failure.getStatusCode();
        boolean connection = failure instanceof ApiConnectionException;
        if (connection || status >= 500) {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
        } else {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }
        if (connection) {
            return isBeforeSending(failure.getCause())
                    ? new NotDone<>("Stripe cannot be reached", true)
                    : new Lost<>(String.valueOf(failure.getMessage()), false);
        }
        if (status == TOO_MANY_REQUESTS) {
            return new NotDone<>("Stripe takes no more requests right now", true);
        }
        if (status == CONFLICT) {
            return new Lost<>("the same request is under way", false);
        }
        if (status >= 400 && status < 500) {
            return Refused.of(failure);
        }
        boolean kept = failure.getStripeError() != null
                && isReplay(failure.getStripeError().getLastResponse());
        return new Lost<>(status >= 500 ? "Stripe failed" : "Stripe's answer made no sense", kept);
    }

    private static boolean isBeforeSending(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    private static boolean isReplay(@Nullable StripeResponse response) {
        return response != null
                && response.headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equals)
                        .isPresent();
    }
}
