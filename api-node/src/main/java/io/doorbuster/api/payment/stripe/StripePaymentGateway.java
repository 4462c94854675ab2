package io.doorbuster.api.payment.stripe;

import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Money;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Payments by card through Stripe. The card itself never comes near the node, only Stripe's name for it. Thread-safe. */
public final class StripePaymentGateway implements PaymentGateway, StripeIntents {
    private static final Logger LOG = LoggerFactory.getLogger(StripePaymentGateway.class);

    /** Shorter than the patience of those who call (25 s), so that what we know reaches them. */
    private static final Duration CALL_BOUND = Duration.ofSeconds(22);

    /** Stripe's names for means of payment; no tokens, and no card numbers. */
    private static final Pattern METHOD = Pattern.compile("pm_[A-Za-z0-9_]{1,100}");

    private final StripeConfig config;
    private final CircuitBreaker breaker;
    private final StripeLine line;
    private final RetryBudget retries = new RetryBudget();
    private final IntentSteps steps;
    private final ThreadPoolExecutor pool;

    public StripePaymentGateway(StripeConfig config, Clock clock) {
        this(config, clock, Breakers.OPEN);
    }

    /** With another pause before a provider that was away is tried again. */
    StripePaymentGateway(StripeConfig config, Clock clock, Duration breakerOpen) {
        this.config = config;
        breaker = Breakers.make(config.callTimeout(), breakerOpen);
        line = new StripeLine(config, breaker);
        steps = new IntentSteps(clock);
        AtomicInteger number = new AtomicInteger();
        // As many may wait as run: the bulkhead before us sends no more than run, the rest is webhooks and books.
        pool = new ThreadPoolExecutor(
                config.concurrency(),
                config.concurrency(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(config.concurrency()),
                task -> {
                    Thread thread = new Thread(task, "doorbuster-stripe-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        LOG.info("payments go through Stripe: {}", config);
    }

    /** Whether it moves real money. */
    boolean live() {
        return config.live();
    }

    @Override
    public int concurrency() {
        return config.concurrency();
    }

    @Override
    public boolean isUp() {
        return line.isUp();
    }

    @Override
    public boolean accepts(String paymentMethod) {
        return METHOD.matcher(paymentMethod).matches();
    }

    @Override
    public CompletionStage<PaymentStatus> authorise(Payment payment, String paymentMethod) {
        return ask(payment, stripe -> steps.authorise(stripe, payment, paymentMethod));
    }

    @Override
    public CompletionStage<PaymentStatus> capture(Payment payment) {
        return ask(payment, stripe -> steps.capture(stripe, payment));
    }

    @Override
    public CompletionStage<PaymentStatus> find(Payment payment) {
        return ask(payment, stripe -> steps.find(stripe, payment));
    }

    @Override
    public CompletionStage<PaymentStatus> cancel(Payment payment) {
        return ask(payment, stripe -> steps.cancel(stripe, payment));
    }

    @Override
    public CompletionStage<PaymentStatus> refund(Payment payment) {
        return ask(payment, stripe -> steps.refund(stripe, payment));
    }

    @Override
    public CompletionStage<PaymentPage> list(String orgId, String saleId, Instant from, @Nullable String cursor) {
        return run(config.account(orgId), stripe -> {
            Reply<StripeCollection<PaymentIntent>> reply = IntentRequests.list(stripe, from, cursor);
            if (!(reply instanceof Reply.Told<StripeCollection<PaymentIntent>> told)) {
                throw Unanswered.of(reply);
            }
            List<PaymentIntent> intents = told.value().getData();
            boolean more = Boolean.TRUE.equals(told.value().getHasMore()) && !intents.isEmpty();
            return new PaymentPage(
                    intents.stream()
                            .flatMap(intent -> entry(orgId, saleId, intent).stream())
                            .toList(),
                    more ? intents.get(intents.size() - 1).getId() : null);
        });
    }

    @Override
    public CompletableFuture<Optional<StripeIntent>> fetch(@Nullable String account, String id) {
        return run(account, stripe -> {
            Reply<PaymentIntent> reply = IntentRequests.retrieve(stripe, id);
            if (reply instanceof Reply.Told<PaymentIntent> told) {
                return IntentMetadata.owner(told.value())
                        .filter(owner -> config.isAccountOf(owner.orgId(), account))
                        .map(owner -> new StripeIntent(id, owner.orgId(), owner.key(), IntentStatus.of(told.value())));
            }
            if (reply instanceof Reply.Refused<PaymentIntent> refused && !refused.isOfTheCall()) {
                return Optional.empty();
            }
            throw Unanswered.of(reply);
        });
    }

    /** An intent that was never confirmed is no payment: nobody was asked for money. */
    private static Optional<PaymentPage.Entry> entry(String orgId, String saleId, PaymentIntent intent) {
        if (IntentStatus.isUnconfirmed(intent)) {
            return Optional.empty();
        }
        return IntentMetadata.owner(intent)
                .filter(owner ->
                        owner.orgId().equals(orgId) && owner.key().saleId().equals(saleId))
                .map(owner -> new PaymentPage.Entry(
                        owner.key(),
                        intent.getId(),
                        IntentStatus.of(intent),
                        new Money(intent.getAmount(), intent.getCurrency())));
    }

    @FunctionalInterface
    private interface Steps<T> {
        T take(Conversation stripe) throws Unanswered;
    }

    private CompletionStage<PaymentStatus> ask(Payment payment, Steps<PaymentStatus> toTake) {
        CompletableFuture<PaymentStatus> answer = run(config.account(payment.orgId()), stripe -> {
            try {
                return toTake.take(stripe);
            } catch (Unanswered e) {
                return stripe.unanswered(e);
            }
        });
        return answer.exceptionally(StripePaymentGateway::failed);
    }

    private static PaymentStatus failed(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return new PaymentStatus.NotAsked("too many payments are under way");
        }
        LOG.error("a payment ended with a fault of ours", failure);
        return new PaymentStatus.Unknown("a fault of ours");
    }

    private <T> CompletableFuture<T> run(@Nullable String account, Steps<T> toTake) {
        long end = System.nanoTime() + CALL_BOUND.toNanos();
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            pool.execute(() -> {
                try {
                    done.complete(toTake.take(new Conversation(line, retries, config.callTimeout(), end, account)));
                } catch (Unanswered | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    /** What is under way loses its answer. */
    @Override
    public void close() {
        pool.shutdownNow();
        breaker.transitionToDisabledState();
    }
}
