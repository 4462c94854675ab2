package io.doorbuster.api.checkout;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Refusals;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Faults;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.payment.PaymentSteps;
import io.doorbuster.api.payment.PaymentSteps.Subject;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.grid.GridUnavailableException;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pays for a reservation: start the attempt, wait until the ledger has it, authorise, make the units the buyer's, capture.
 * Whatever is lost on the way is found again by the {@link PaymentResolver}. Thread-safe.
 */
public final class Checkout {
    private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);

    private final Grid grid;
    private final Payments payments;
    private final PaymentSteps steps;

    public Checkout(Grid grid, Payments payments, PaymentSteps steps) {
        this.grid = grid;
        this.payments = payments;
        this.steps = steps;
    }

    CompletableFuture<Answer> pay(SaleDefinition sale, Command.StartPayment command, String paymentMethod) {
        return grid.submit(sale, command.userId(), command).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Refused refused && refused.refusal() == Refusal.PAYMENT_IN_PROGRESS) {
                return CompletableFuture.completedFuture(CheckoutAnswers.pending(command.reservationId()));
            }
            Reservation reservation = Refusals.accepted(outcome);
            Outcome.Accepted accepted = (Outcome.Accepted) outcome;
            Subject subject = new Subject(sale, reservation, numberOf(reservation, command.attemptId()), false);
            AttemptState state = subject.attempt().state();
            if (state == AttemptState.STARTED && !accepted.repeated()) {
                return awaitLedger(subject, accepted.sequence())
                        .thenCompose(ready -> charge(ready, paymentMethod))
                        .exceptionallyCompose(failure -> pendingIfUncertain(subject, failure));
            }
            if (state == AttemptState.ACTION_REQUIRED) {
                return charge(subject, paymentMethod)
                        .exceptionallyCompose(failure -> pendingIfUncertain(subject, failure));
            }
            return CompletableFuture.completedFuture(CheckoutAnswers.of(subject));
        });
    }

    /** A repeated command answers for its own attempt; any other for the latest. */
    private static int numberOf(Reservation reservation, UUID attemptId) {
        List<Attempt> attempts = reservation.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).id().equals(attemptId)) {
                return i + 1;
            }
        }
        return attempts.size();
    }

    /** The order is in the ledger before the buyer is charged, unless the sale's policy says to go on without. */
    private CompletableFuture<Subject> awaitLedger(Subject subject, long sequence) {
        SaleDefinition sale = subject.sale();
        Durability durability = sale.durability();
        return grid.awaitDurable(
                        Grid.bucketOf(sale, subject.reservation().userId()),
                        sequence,
                        Duration.ofMillis(durability.beforeChargeMillis()))
                .thenCompose(durable -> {
                    if (durable) {
                        return CompletableFuture.completedFuture(subject);
                    }
                    return switch (durability.whenLedgerDown()) {
                        case PROCEED ->
                            CompletableFuture.completedFuture(
                                    new Subject(sale, subject.reservation(), subject.number(), true));
                        case REFUSE ->
                            withdraw(
                                    subject,
                                    "ledger_unavailable",
                                    new Problem(
                                            ErrorCode.UNAVAILABLE,
                                            "the order could not be made durable in time; nobody was charged and the"
                                                    + " reservation lives on: check out again, with a new"
                                                    + " Idempotency-Key"));
                    };
                });
    }

    private CompletableFuture<Answer> charge(Subject subject, String paymentMethod) {
        return payments.authorise(subject.payment(), paymentMethod).thenCompose(status -> {
            if (status instanceof PaymentStatus.NotAsked notAsked) {
                return notAsked(subject, notAsked.reason());
            }
            return steps.follow(subject, status)
                    .thenApply(followed -> status instanceof PaymentStatus.ActionRequired action
                                    && followed.attempt().state() == AttemptState.ACTION_REQUIRED
                            ? CheckoutAnswers.actionRequired(followed.reservation(), action.clientSecret())
                            : CheckoutAnswers.of(followed));
        });
    }

    /** A first step can be taken back; a second one stays where it is. */
    private CompletableFuture<Answer> notAsked(Subject subject, String reason) {
        Problem problem =
                new Problem(ErrorCode.BACKLOGGED, reason + "; nobody was charged and the reservation lives on");
        return subject.attempt().state() == AttemptState.STARTED
                ? withdraw(subject, reason, problem)
                : CompletableFuture.failedFuture(problem);
    }

    private <T> CompletableFuture<T> withdraw(Subject subject, String reason, Problem problem) {
        return steps.record(subject, AttemptState.WITHDRAWN, null, reason).thenApply(withdrawn -> {
            throw problem;
        });
    }

    /** The grid went away in between: the payment's fate is known soon, just not to us. */
    private CompletionStage<Answer> pendingIfUncertain(Subject subject, Throwable failure) {
        Throwable fault = Faults.unwrap(failure);
        boolean uncertain = fault instanceof GridUnavailableException
                || (fault instanceof Problem problem && problem.code() == ErrorCode.RECOVERING);
        if (!uncertain) {
            return CompletableFuture.failedFuture(failure);
        }
        LOG.warn("checkout of {} is left to the resolver: {}", subject.key(), fault.toString());
        return CompletableFuture.completedFuture(
                CheckoutAnswers.pending(subject.reservation().id()));
    }
}
