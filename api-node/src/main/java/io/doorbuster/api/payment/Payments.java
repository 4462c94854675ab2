package io.doorbuster.api.payment;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bulkhead in front of the provider: so many calls at one time, so many that wait, and an end to each. A call that was
 * made and not answered in time is {@link PaymentStatus.Unknown}, one that was never made {@link PaymentStatus.NotAsked}.
 * Calls never fail. Thread-safe.
 */
public final class Payments {
    /** Shorter than the grid's patience with a silent payment (30 s), so that we record the outcome, not the clock. */
    static final Duration TIMEOUT = Duration.ofSeconds(25);

    /** Calls that wait for each one that may run: at a second each, buyers further back would run into the timeout. */
    private static final int WAITING_EACH = 8;

    /** A provider that is away is asked again by the gateway within half a minute; most outages are shorter. */
    private static final int AWAY_RETRY_SEC = 5;

    private static final PaymentStatus BACKLOGGED = new PaymentStatus.NotAsked("too many payments are waiting");

    private static final class Waiting {
        final Supplier<CompletionStage<PaymentStatus>> call;
        final CompletableFuture<PaymentStatus> answer = new CompletableFuture<>();
        /** Either the bulkhead starts it or the clock gives it up, never both. */
        final AtomicBoolean decided = new AtomicBoolean();

        Waiting(Supplier<CompletionStage<PaymentStatus>> call) {
            this.call = call;
        }
    }

    private final PaymentGateway gateway;
    private final Executor callbacks;
    private final Duration timeout;
    private final int maxRunning;
    private final int maxWaiting;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int running;

    public Payments(PaymentGateway gateway, Executor callbacks) {
        this(gateway, callbacks, TIMEOUT, gateway.concurrency(), gateway.concurrency() * WAITING_EACH);
    }

    Payments(PaymentGateway gateway, Executor callbacks, Duration timeout, int maxRunning, int maxWaiting) {
        this.gateway = gateway;
        this.callbacks = callbacks;
        this.timeout = timeout;
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
    }

    public boolean accepts(String paymentMethod) {
        return gateway.accepts(paymentMethod);
    }

    /**
     * A cheap look before anything is started.
     *
     * @throws Problem {@code unavailable} while the provider is away, {@code backlogged} if another call would not be
     *     taken
     */
    public void requireRoom() {
        if (!gateway.isUp()) {
            throw new Problem(ErrorCode.UNAVAILABLE, "the payment provider does not answer; the reservation lives on")
                    .retryAfterSec(AWAY_RETRY_SEC);
        }
        synchronized (this) {
            if (waiting.size() >= maxWaiting) {
                throw new Problem(ErrorCode.BACKLOGGED, "too many payments are waiting; the reservation lives on");
            }
        }
    }

    public CompletableFuture<PaymentStatus> authorise(Payment payment, String paymentMethod) {
        return run(() -> gateway.authorise(payment, paymentMethod));
    }

    public CompletableFuture<PaymentStatus> capture(Payment payment) {
        return run(() -> gateway.capture(payment));
    }

    public CompletableFuture<PaymentStatus> find(Payment payment) {
        return run(() -> gateway.find(payment));
    }

    public CompletableFuture<PaymentStatus> cancel(Payment payment) {
        return run(() -> gateway.cancel(payment));
    }

    public CompletableFuture<PaymentStatus> refund(Payment payment) {
        return run(() -> gateway.refund(payment));
    }

    /** Shows how the provider and the bulkhead are doing. */
    public void show(MeterRegistry meters) {
        Gauge.builder("doorbuster.payments.up", gateway, provider -> provider.isUp() ? 1 : 0)
                .description("0 while the payment provider is known to be away")
                .register(meters);
        Gauge.builder("doorbuster.payments.running", this, Payments::running)
                .description("calls of the payment provider under way")
                .register(meters);
        Gauge.builder("doorbuster.payments.waiting", this, Payments::waiting)
                .description("calls that wait for one under way to end")
                .register(meters);
    }

    private synchronized int running() {
        return running;
    }

    private synchronized int waiting() {
        return waiting.size();
    }

    /** As {@link PaymentGateway#list}, past the bulkhead: one reader at a time reads a sale, page by page. */
    public CompletionStage<PaymentPage> list(String orgId, String saleId, Instant from, @Nullable String cursor) {
        return gateway.list(orgId, saleId, from, cursor);
    }

    private CompletableFuture<PaymentStatus> run(Supplier<CompletionStage<PaymentStatus>> call) {
        Waiting mine = new Waiting(call);
        boolean atOnce;
        synchronized (this) {
            atOnce = running < maxRunning;
            if (atOnce) {
                running++;
                mine.decided.set(true);
            } else if (waiting.size() < maxWaiting) {
                waiting.add(mine);
            } else {
                return CompletableFuture.completedFuture(BACKLOGGED);
            }
        }
        if (atOnce) {
            make(mine);
        }
        return mine.answer
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync((status, failure) -> status == null ? unanswered(mine) : status, callbacks);
    }

    private PaymentStatus unanswered(Waiting call) {
        if (call.decided.compareAndSet(false, true)) {
            synchronized (this) {
                waiting.remove(call);
            }
            return BACKLOGGED;
        }
        return new PaymentStatus.Unknown("no answer from the provider");
    }

    private void make(Waiting call) {
        CompletionStage<PaymentStatus> stage;
        try {
            stage = call.call.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        // The room is free again when the caller has its answer, late or not: a hung provider must not keep it for
        // ever.
        CompletableFuture<?> unusedEnd = call.answer.whenComplete((status, failure) -> next());
        CompletionStage<?> unusedAnswer = stage.whenComplete((status, failure) -> complete(call, status, failure));
    }

    private static void complete(Waiting call, @Nullable PaymentStatus status, @Nullable Throwable failure) {
        call.answer.complete(
                status != null ? status : new PaymentStatus.Unknown("the provider's answer made no sense: " + failure));
    }

    private void next() {
        Waiting next;
        synchronized (this) {
            do {
                next = waiting.poll();
            } while (next != null && !next.decided.compareAndSet(false, true));
            if (next == null) {
                running--;
                return;
            }
        }
        Waiting made = next;
        callbacks.execute(() -> make(made));
    }
}
