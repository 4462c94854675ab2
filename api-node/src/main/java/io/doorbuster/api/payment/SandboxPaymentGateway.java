package io.doorbuster.api.payment;

import io.doorbuster.api.payment.SandboxPayment.State;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentRequest;
import io.doorbuster.payment.PaymentStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A provider without money. It behaves like a real one: the same key never charges twice, a cancelled key never charges
 * at all, and it remembers everything in a journal. Thread-safe.
 */
public final class SandboxPaymentGateway implements PaymentGateway {
    public static final String SUCCEEDS = "pm_card_visa";
    public static final String DECLINES = "pm_card_declined";
    public static final String IS_SLOW = "pm_card_slow";
    public static final String LOSES_ITS_ANSWER = "pm_card_unknown";
    public static final String REQUIRES_ACTION = "pm_card_requires_action";

    private static final Set<String> METHODS = Set.of(SUCCEEDS, DECLINES, IS_SLOW, LOSES_ITS_ANSWER, REQUIRES_ACTION);

    private static final long SLOW_MILLIS = 3_000;

    /** Some 500 bytes each; a sandbox that has seen more is asked for a fresh journal. */
    private static final int MAX_PAYMENTS = 5_000_000;

    /** Guarded by this, with the journal. In the order in which the sandbox first heard of them. */
    private final Map<String, SandboxPayment> payments = new LinkedHashMap<>();

    private final @Nullable SandboxJournal journal;

    private SandboxPaymentGateway(@Nullable Path file) {
        journal = file == null ? null : SandboxJournal.open(file, payment -> payments.put(payment.key(), payment));
    }

    /** Forgets everything with the process. */
    public static SandboxPaymentGateway inMemory() {
        return new SandboxPaymentGateway(null);
    }

    /** Goes on where the journal ends; makes the file if it is missing. */
    public static SandboxPaymentGateway open(Path journal) {
        return new SandboxPaymentGateway(journal);
    }

    /** Everything that it was ever asked for, oldest first. */
    public synchronized List<SandboxPayment> payments() {
        return List.copyOf(payments.values());
    }

    @Override
    public boolean accepts(String paymentMethod) {
        return METHODS.contains(paymentMethod);
    }

    @Override
    public CompletionStage<PaymentStatus> authorise(PaymentRequest request) {
        if (request.paymentMethod().equals(IS_SLOW)) {
            Executor later = CompletableFuture.delayedExecutor(SLOW_MILLIS, TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> authoriseNow(request), later);
        }
        boolean first = find(request.key()).toCompletableFuture().join() instanceof PaymentStatus.NotFound;
        PaymentStatus status = authoriseNow(request);
        return answer(
                first && request.paymentMethod().equals(LOSES_ITS_ANSWER)
                        ? new PaymentStatus.Unknown("the connection was lost")
                        : status);
    }

    private synchronized PaymentStatus authoriseNow(PaymentRequest request) {
        SandboxPayment known = payments.get(request.key().toString());
        if (known == null) {
            if (payments.size() >= MAX_PAYMENTS) {
                return new PaymentStatus.Declined("the sandbox is full");
            }
            return write(new SandboxPayment(
                    request.key().toString(),
                    switch (request.paymentMethod()) {
                        case DECLINES -> State.DECLINED;
                        case REQUIRES_ACTION -> State.ACTION_REQUIRED;
                        default -> accepts(request.paymentMethod()) ? State.AUTHORISED : State.DECLINED;
                    },
                    reference(request.key()),
                    request.amount().amount(),
                    request.amount().currency(),
                    request.orgId()));
        }
        return known.state() == State.ACTION_REQUIRED ? write(known.with(State.AUTHORISED)) : status(known);
    }

    @Override
    public CompletionStage<PaymentStatus> capture(PaymentKey key) {
        return move(key, State.AUTHORISED, State.CAPTURED);
    }

    @Override
    public CompletionStage<PaymentStatus> refund(PaymentKey key) {
        return move(key, State.CAPTURED, State.REFUNDED);
    }

    private synchronized CompletionStage<PaymentStatus> move(PaymentKey key, State from, State to) {
        SandboxPayment known = payments.get(key.toString());
        if (known == null) {
            return answer(new PaymentStatus.NotFound());
        }
        return answer(known.state() == from ? write(known.with(to)) : status(known));
    }

    @Override
    public synchronized CompletionStage<PaymentStatus> find(PaymentKey key) {
        SandboxPayment known = payments.get(key.toString());
        return answer(known == null ? new PaymentStatus.NotFound() : status(known));
    }

    /** A key that it has never heard of is cancelled too: the charge may still be on its way. */
    @Override
    public synchronized CompletionStage<PaymentStatus> cancel(PaymentKey key) {
        SandboxPayment known = payments.get(key.toString());
        if (known == null) {
            return answer(write(new SandboxPayment(key.toString(), State.CANCELLED, reference(key), 0, null, null)));
        }
        return answer(
                switch (known.state()) {
                    case ACTION_REQUIRED, AUTHORISED, DECLINED -> write(known.with(State.CANCELLED));
                    case CAPTURED, CANCELLED, REFUNDED -> status(known);
                });
    }

    private PaymentStatus write(SandboxPayment payment) {
        if (journal != null) {
            journal.append(payment);
        }
        payments.put(payment.key(), payment);
        return status(payment);
    }

    private static PaymentStatus status(SandboxPayment payment) {
        return switch (payment.state()) {
            case ACTION_REQUIRED ->
                new PaymentStatus.ActionRequired(payment.reference(), payment.reference() + "_secret");
            case AUTHORISED -> new PaymentStatus.Authorised(payment.reference());
            case CAPTURED -> new PaymentStatus.Captured(payment.reference());
            case DECLINED -> new PaymentStatus.Declined("card_declined");
            case CANCELLED -> new PaymentStatus.Cancelled();
            case REFUNDED -> new PaymentStatus.Refunded(payment.reference());
        };
    }

    private static String reference(PaymentKey key) {
        return "sbx_" + UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static CompletionStage<PaymentStatus> answer(PaymentStatus status) {
        return CompletableFuture.completedFuture(status);
    }

    @Override
    public synchronized void close() {
        if (journal != null) {
            journal.close();
        }
    }
}
