package io.doorbuster.api.payment;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentRequest;
import io.doorbuster.payment.PaymentStatus;
import java.time.Duration;
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
 * made and not answered in time is {@link PaymentStatus.Unknown}; one that was never made fails with the problem
 * {@code backlogged}, so that nobody mistakes the one for the other. Thread-safe.
 */
public final class Payments {
    /** Shorter than the grid's patience with a silent payment (30 s), so that we record the outcome, not the clock. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** A provider that takes a second gives 512 payments a second; more at one time would only make it slower. */
    static final int MAX_RUNNING = 512;

    /** Eight seconds' worth at that speed; buyers further back would run into the timeout. */
    static final int MAX_WAITING = 4_096;

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
        this(gateway, callbacks, TIMEOUT, MAX_RUNNING, MAX_WAITING);
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

    /** Whether another call would be taken; a cheap look before anything is started. */
    public synchronized boolean hasRoom() {
        return waiting.size() < maxWaiting;
    }

    /** Fails with the problem {@code backlogged} if the provider was not asked. */
    public CompletableFuture<PaymentStatus> authorise(PaymentRequest request) {
        return run(() -> gateway.authorise(request));
    }

    public CompletableFuture<PaymentStatus> capture(PaymentKey key) {
        return repeatable(() -> gateway.capture(key));
    }

    public CompletableFuture<PaymentStatus> find(PaymentKey key) {
        return repeatable(() -> gateway.find(key));
    }

    public CompletableFuture<PaymentStatus> cancel(PaymentKey key) {
        return repeatable(() -> gateway.cancel(key));
    }

    public CompletableFuture<PaymentStatus> refund(PaymentKey key) {
        return repeatable(() -> gateway.refund(key));
    }

    /** For calls that somebody will make again: not made is as good as not answered. */
    private CompletableFuture<PaymentStatus> repeatable(Supplier<CompletionStage<PaymentStatus>> call) {
        return run(call).exceptionally(notMade -> new PaymentStatus.Unknown("too many payments are waiting"));
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
                return CompletableFuture.failedFuture(backlogged());
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
            throw backlogged();
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

    private static Problem backlogged() {
        return new Problem(ErrorCode.BACKLOGGED, "too many payments are waiting");
    }
}
