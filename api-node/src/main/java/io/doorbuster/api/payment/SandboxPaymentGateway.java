package io.doorbuster.api.payment;

import static java.util.Objects.requireNonNull;

import io.doorbuster.api.payment.SandboxPayment.State;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Money;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider without money. It behaves like a real one: the same key never charges twice, a cancelled key never charges
 * at all, and it remembers everything in a journal, which several processes of one machine may share. Thread-safe.
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

    /** It answers at once, but for the slow card: 170 of those a second. */
    private static final int CONCURRENCY = 512;

    private static final int PAGE = 5_000;

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
    public List<SandboxPayment> payments() {
        return alone(() -> List.copyOf(payments.values()));
    }

    /** One step at a time, here and in every process that keeps the same books. */
    private synchronized <T> T alone(Supplier<T> step) {
        if (journal == null) {
            return step.get();
        }
        SandboxJournal.Turn turn = journal.turn();
        try {
            return step.get();
        } finally {
            turn.close();
        }
    }

    @Override
    public int concurrency() {
        return CONCURRENCY;
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public boolean accepts(String paymentMethod) {
        return METHODS.contains(paymentMethod);
    }

    @Override
    public CompletionStage<PaymentStatus> authorise(Payment payment, String paymentMethod) {
        if (paymentMethod.equals(IS_SLOW)) {
            Executor later = CompletableFuture.delayedExecutor(SLOW_MILLIS, TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> authoriseNow(payment, paymentMethod), later);
        }
        boolean first = find(payment).toCompletableFuture().join() instanceof PaymentStatus.NotFound;
        PaymentStatus status = authoriseNow(payment, paymentMethod);
        return answer(
                first && paymentMethod.equals(LOSES_ITS_ANSWER)
                        ? new PaymentStatus.Unknown("the connection was lost")
                        : status);
    }

    private PaymentStatus authoriseNow(Payment payment, String paymentMethod) {
        return alone(() -> authorised(payment, paymentMethod));
    }

    private PaymentStatus authorised(Payment payment, String paymentMethod) {
        SandboxPayment known = payments.get(payment.key().toString());
        if (known == null) {
            if (payments.size() >= MAX_PAYMENTS) {
                return new PaymentStatus.Declined("the sandbox is full");
            }
            return write(new SandboxPayment(
                    payment.key().toString(),
                    switch (paymentMethod) {
                        case DECLINES -> State.DECLINED;
                        case REQUIRES_ACTION -> State.ACTION_REQUIRED;
                        default -> accepts(paymentMethod) ? State.AUTHORISED : State.DECLINED;
                    },
                    reference(payment.key()),
                    payment.amount().amount(),
                    payment.amount().currency(),
                    payment.orgId()));
        }
        return known.state() == State.ACTION_REQUIRED ? write(known.with(State.AUTHORISED)) : status(known);
    }

    @Override
    public CompletionStage<PaymentStatus> capture(Payment payment) {
        return move(payment.key(), State.AUTHORISED, State.CAPTURED);
    }

    @Override
    public CompletionStage<PaymentStatus> refund(Payment payment) {
        return move(payment.key(), State.CAPTURED, State.REFUNDED);
    }

    private CompletionStage<PaymentStatus> move(PaymentKey key, State from, State to) {
        return answer(alone(() -> {
            SandboxPayment known = payments.get(key.toString());
            if (known == null) {
                return new PaymentStatus.NotFound();
            }
            return known.state() == from ? write(known.with(to)) : status(known);
        }));
    }

    @Override
    public CompletionStage<PaymentStatus> find(Payment payment) {
        return answer(alone(() -> {
            SandboxPayment known = payments.get(payment.key().toString());
            return known == null ? new PaymentStatus.NotFound() : status(known);
        }));
    }

    /** A key that it has never heard of is cancelled too: the charge may still be on its way. */
    @Override
    public CompletionStage<PaymentStatus> cancel(Payment payment) {
        PaymentKey key = payment.key();
        return answer(alone(() -> {
            SandboxPayment known = payments.get(key.toString());
            if (known == null) {
                return write(new SandboxPayment(key.toString(), State.CANCELLED, reference(key), 0, null, null));
            }
            return switch (known.state()) {
                case ACTION_REQUIRED, AUTHORISED, DECLINED -> write(known.with(State.CANCELLED));
                case CAPTURED, CANCELLED, REFUNDED -> status(known);
            };
        }));
    }

    @Override
    public CompletionStage<PaymentPage> list(String orgId, String saleId, Instant from, @Nullable String cursor) {
        return CompletableFuture.completedFuture(alone(() -> page(orgId, saleId, cursor)));
    }

    private PaymentPage page(String orgId, String saleId, @Nullable String cursor) {
        List<PaymentPage.Entry> page = payments.values().stream()
                .skip(cursor == null ? 0 : Long.parseLong(cursor))
                .limit(PAGE)
                .filter(payment -> orgId.equals(payment.orgId()))
                .flatMap(payment -> PaymentKey.parse(payment.key())
                        .filter(key -> key.saleId().equals(saleId))
                        .map(key -> entry(key, payment))
                        .stream())
                .toList();
        int end = PAGE + (cursor == null ? 0 : Integer.parseInt(cursor));
        return new PaymentPage(page, end < payments.size() ? Integer.toString(end) : null);
    }

    private static PaymentPage.Entry entry(PaymentKey key, SandboxPayment payment) {
        return new PaymentPage.Entry(
                key,
                payment.reference(),
                status(payment),
                new Money(payment.amount(), requireNonNull(payment.currency())));
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
