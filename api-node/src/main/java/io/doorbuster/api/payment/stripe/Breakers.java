package io.doorbuster.api.payment.stripe;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the circuit breaker on the way to Stripe, which says in the log when it opens and closes. */
final class Breakers {
    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    /** As long as a short outage; half of it is lost at most before payments go on. */
    static final Duration OPEN = Duration.ofSeconds(10);

    /** Some requests are a moment's traffic, few enough that an outage is seen within seconds. */
    private static final int WINDOW = 50;

    private static final int MIN_REQUESTS = 20;

    /** Below it, retries get most payments through; a provider that is away fails all of them. */
    private static final int FAILURE_PERCENT = 75;

    /** Of the time that a request has. Most requests so slow are as good as none: they end most payments as unknown. */
    private static final double SLOW_SHARE = 0.8;

    private static final int TRIAL_REQUESTS = 5;

    /** Trials that nobody makes must not keep the breaker half open for ever. */
    private static final Duration MAX_TRIAL = Duration.ofSeconds(30);

    private Breakers() {}

    static CircuitBreaker make(Duration callTimeout, Duration open) {
        CircuitBreaker breaker = CircuitBreaker.of(
                "stripe",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(WINDOW)
                        .minimumNumberOfCalls(MIN_REQUESTS)
                        .failureRateThreshold(FAILURE_PERCENT)
                        .slowCallRateThreshold(FAILURE_PERCENT)
                        .slowCallDurationThreshold(Duration.ofMillis((long) (callTimeout.toMillis() * SLOW_SHARE)))
                        .waitDurationInOpenState(open)
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .permittedNumberOfCallsInHalfOpenState(TRIAL_REQUESTS)
                        .maxWaitDurationInHalfOpenState(MAX_TRIAL)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            State to = event.getStateTransition().getToState();
            if (to == State.OPEN) {
                LOG.warn("Stripe does not answer; it is asked again in {} s", open.toSeconds());
            } else {
                LOG.info("the way to Stripe is {}", to == State.CLOSED ? "open again" : "being tried");
            }
        });
        return breaker;
    }
}
