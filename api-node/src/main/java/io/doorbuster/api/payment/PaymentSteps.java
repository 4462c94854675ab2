package io.doorbuster.api.payment;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Refusals;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves an attempt on as the provider answers: what it says goes into the grid, and money moves only after the units are
 * the buyer's. Each step may be repeated, by anyone. Thread-safe.
 */
public final class PaymentSteps {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentSteps.class);

    private final Grid grid;
    private final Payments payments;

    public PaymentSteps(Grid grid, Payments payments) {
        this.grid = grid;
        this.payments = payments;
    }

    /**
     * One attempt of one reservation.
     *
     * @param number 1-based
     * @param chargedBeforeDurable whether the provider was asked before the ledger had the order
     */
    public record Subject(SaleDefinition sale, Reservation reservation, int number, boolean chargedBeforeDurable) {
        public PaymentKey key() {
            return new PaymentKey(sale.saleId(), reservation.id(), number);
        }

        /** As the provider needs it. */
        public Payment payment() {
            return new Payment(
                    key(),
                    sale.orgId(),
                    reservation.userId(),
                    reservation.units(),
                    sale.price().times(reservation.quantity()),
                    Instant.ofEpochMilli(reservation.reservedAtMillis()),
                    attempt().reference());
        }

        public Subject with(Reservation newer) {
            return new Subject(sale, newer, number, chargedBeforeDurable);
        }

        /** The attempt as the reservation has it. */
        public Attempt attempt() {
            return reservation.attempts().get(number - 1);
        }
    }

    /** Records what the provider said, and captures what it authorised. */
    public CompletableFuture<Subject> follow(Subject subject, PaymentStatus status) {
        if (status instanceof PaymentStatus.Authorised authorised) {
            return authorised(subject, authorised.reference()).thenCompose(this::capture);
        }
        if (status instanceof PaymentStatus.Captured captured) {
            return authorised(subject, captured.reference())
                    .thenCompose(sold -> record(sold, AttemptState.CAPTURED, captured.reference(), null));
        }
        if (status instanceof PaymentStatus.Refunded refunded) {
            return record(subject, AttemptState.DECLINED, refunded.reference(), "the money went back");
        }
        if (status instanceof PaymentStatus.Declined declined) {
            return record(subject, AttemptState.DECLINED, null, declined.reason());
        }
        if (status instanceof PaymentStatus.Cancelled) {
            return record(subject, AttemptState.DECLINED, null, "never charged");
        }
        if (status instanceof PaymentStatus.ActionRequired action) {
            return record(subject, AttemptState.ACTION_REQUIRED, action.reference(), null);
        }
        if (status instanceof PaymentStatus.Unknown unknown) {
            return record(subject, AttemptState.UNKNOWN, unknown.reference(), unknown.reason());
        }
        return record(subject, AttemptState.UNKNOWN, null, "the answer made no sense");
    }

    /**
     * Asks the provider what became of an attempt and brings the order there, in whatever state it is and whatever came
     * before: for news whose order nobody promises. Leaves alone what the provider does not know for certain yet.
     *
     * @return fails with the problem {@code unavailable} if the provider did not say, or if money that belongs to nobody
     *     is still on its way back: then it must be asked again
     */
    public CompletableFuture<Subject> sync(Subject subject) {
        return payments.find(subject.payment()).thenCompose(status -> {
            if (status instanceof PaymentStatus.Unknown || status instanceof PaymentStatus.NotAsked) {
                throw new Problem(ErrorCode.UNAVAILABLE, "the payment provider did not say what became of the payment");
            }
            if (status instanceof PaymentStatus.NotFound || status instanceof PaymentStatus.ActionRequired) {
                return CompletableFuture.completedFuture(subject);
            }
            return switch (subject.attempt().state()) {
                case STARTED, ACTION_REQUIRED, UNKNOWN -> follow(subject, status);
                case DECLINED, WITHDRAWN ->
                    isCharged(status) ? follow(subject, status) : CompletableFuture.completedFuture(subject);
                case AUTHORISED -> settleAuthorised(subject, status);
                case CAPTURED, REFUNDING ->
                    status instanceof PaymentStatus.Refunded refunded
                            ? record(subject, AttemptState.REFUNDED, refunded.reference(), null)
                            : CompletableFuture.completedFuture(subject);
                case REFUNDED ->
                    status instanceof PaymentStatus.Captured
                            ? refundFailed(subject)
                            : CompletableFuture.completedFuture(subject);
                case UNDONE -> CompletableFuture.completedFuture(subject);
            };
        });
    }

    /** The buyer's bank could not take the money back, as it says days later. */
    private CompletableFuture<Subject> refundFailed(Subject refunded) {
        LOG.error("the refund of payment {} failed at the bank; the merchant has the money", refunded.key());
        return record(refunded, AttemptState.CAPTURED, null, "the refund failed at the buyer's bank");
    }

    private CompletableFuture<Subject> settleAuthorised(Subject subject, PaymentStatus status) {
        return status instanceof PaymentStatus.Authorised ? capture(subject) : captured(subject, status);
    }

    /** Asks the provider to move the money of an authorised attempt; if that is not certain, it stays authorised. */
    public CompletableFuture<Subject> capture(Subject subject) {
        if (subject.attempt().state() != AttemptState.AUTHORISED) {
            return CompletableFuture.completedFuture(subject);
        }
        return payments.capture(subject.payment()).thenCompose(status -> captured(subject, status));
    }

    private CompletableFuture<Subject> captured(Subject authorised, PaymentStatus status) {
        if (status instanceof PaymentStatus.Captured captured) {
            return record(authorised, AttemptState.CAPTURED, captured.reference(), null);
        }
        if (status instanceof PaymentStatus.Refunded refunded) {
            return record(authorised, AttemptState.CAPTURED, refunded.reference(), null)
                    .thenCompose(paid -> record(paid, AttemptState.REFUNDED, refunded.reference(), null));
        }
        if (status instanceof PaymentStatus.Cancelled || status instanceof PaymentStatus.Declined) {
            LOG.warn("payment {} was authorised and can never be captured: {}", authorised.key(), status);
            return record(authorised, AttemptState.DECLINED, null, "the authorisation lapsed");
        }
        LOG.warn("payment {} is authorised, its capture answered {}; it will be tried again", authorised.key(), status);
        return CompletableFuture.completedFuture(authorised);
    }

    /** Asks the provider to send the money back; if that is not certain, the attempt goes on being refunded. */
    public CompletableFuture<Subject> refund(Subject subject) {
        return payments.refund(subject.payment()).thenCompose(status -> {
            if (status instanceof PaymentStatus.Refunded refunded) {
                return record(subject, AttemptState.REFUNDED, refunded.reference(), null);
            }
            if (status instanceof PaymentStatus.Declined declined) {
                return record(subject, AttemptState.CAPTURED, null, "refund refused: " + declined.reason());
            }
            return CompletableFuture.completedFuture(subject);
        });
    }

    /** The units become the buyer's; if they cannot any more, the money goes back. */
    private CompletableFuture<Subject> authorised(Subject subject, String reference) {
        return submit(subject, AttemptState.AUTHORISED, reference, null).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Accepted accepted) {
                return CompletableFuture.completedFuture(subject.with(accepted.reservation()));
            }
            if (!isOver(outcome)) {
                throw Refusals.problem(((Outcome.Refused) outcome).refusal());
            }
            return current(subject).thenCompose(now -> {
                if (now != null && isPaidFor(now.attempt().state())) {
                    return CompletableFuture.completedFuture(now);
                }
                return undo(subject.payment()).thenCompose(status -> tooLate(subject, now, status));
            });
        });
    }

    /** Tells the buyer, by the order as well; fails always. */
    private CompletableFuture<Subject> tooLate(Subject subject, @Nullable Subject now, PaymentStatus status) {
        if (!isUndone(status)) {
            LOG.error("payment {} came too late and is not undone yet: {}", subject.key(), status);
            throw new Problem(ErrorCode.UNAVAILABLE, "the payment came too late; the money is on its way back");
        }
        LOG.warn("payment {} came too late and was undone: {}", subject.key(), status);
        String reason = "the payment came too late; "
                + (status instanceof PaymentStatus.Refunded ? "the money went back" : "the buyer was not charged");
        CompletableFuture<Subject> told =
                now == null || now.number() < now.reservation().attempts().size()
                        ? CompletableFuture.completedFuture(subject)
                        : record(now, AttemptState.UNDONE, null, reason);
        return told.thenApply(order -> {
            throw new Problem(ErrorCode.RESERVATION_EXPIRED, reason);
        });
    }

    /** Ends a payment that no order stands behind: without a charge, or with its money sent back. */
    public CompletableFuture<PaymentStatus> undo(Payment payment) {
        return payments.cancel(payment)
                .thenCompose(status -> status instanceof PaymentStatus.Captured
                        ? payments.refund(payment)
                        : CompletableFuture.completedFuture(status));
    }

    /** Somebody else may have recorded more by now: then that counts. */
    public CompletableFuture<Subject> record(
            Subject subject, AttemptState state, @Nullable String reference, @Nullable String reason) {
        return submit(subject, state, reference, reason).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Refused refused && refused.refusal() == Refusal.WRONG_STATE) {
                return current(subject).thenApply(now -> now == null ? subject : now);
            }
            return CompletableFuture.completedFuture(subject.with(Refusals.accepted(outcome)));
        });
    }

    private CompletableFuture<Outcome> submit(
            Subject subject, AttemptState state, @Nullable String reference, @Nullable String reason) {
        Reservation reservation = subject.reservation();
        return grid.submit(
                subject.sale(),
                reservation.userId(),
                new Command.RecordPayment(
                        reservation.id(), subject.number(), state, subject.chargedBeforeDurable(), reference, reason));
    }

    private CompletableFuture<@Nullable Subject> current(Subject subject) {
        Reservation reservation = subject.reservation();
        return grid.submit(
                        subject.sale(), reservation.userId(), new Command.Find(reservation.id(), reservation.userId()))
                .thenApply(outcome ->
                        outcome instanceof Outcome.Accepted accepted ? subject.with(accepted.reservation()) : null);
    }

    private static boolean isOver(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                && (refused.refusal() == Refusal.WRONG_STATE
                        || refused.refusal() == Refusal.NOT_FOUND
                        || refused.refusal() == Refusal.GONE);
    }

    /** Whether money of the buyer is reserved or moved. */
    public static boolean isCharged(PaymentStatus status) {
        return status instanceof PaymentStatus.Authorised || status instanceof PaymentStatus.Captured;
    }

    /** Whether the buyer has the money, for good. */
    public static boolean isUndone(PaymentStatus status) {
        return status instanceof PaymentStatus.Cancelled
                || status instanceof PaymentStatus.Declined
                || status instanceof PaymentStatus.Refunded;
    }

    private static boolean isPaidFor(AttemptState state) {
        return switch (state) {
            case AUTHORISED, CAPTURED, REFUNDING, REFUNDED -> true;
            case STARTED, ACTION_REQUIRED, UNKNOWN, DECLINED, WITHDRAWN, UNDONE -> false;
        };
    }
}
