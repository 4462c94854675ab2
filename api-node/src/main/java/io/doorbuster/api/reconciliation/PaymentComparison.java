package io.doorbuster.api.reconciliation;

import io.doorbuster.api.reconciliation.Difference.Kind;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.payment.PaymentPage.Entry;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.SaleDefinition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares one payment as the provider has it with the attempt that it is for. What is under way is not a difference: the
 * resolver brings it to its end.
 */
final class PaymentComparison {
    private PaymentComparison() {}

    /** @param ours the payment's reservation; null if neither grid nor ledger knows it */
    static Optional<Kind> of(SaleDefinition sale, Entry payment, @Nullable Reservation ours) {
        if (payment.status() instanceof PaymentStatus.Captured) {
            return captured(sale, payment, ours);
        }
        if (payment.status() instanceof PaymentStatus.Authorised) {
            return authorised(payment, ours);
        }
        if (isUndecided(payment.status())) {
            return Optional.empty();
        }
        if (!isPaidBy(payment, ours)) {
            return Optional.empty();
        }
        return Optional.of(
                payment.status() instanceof PaymentStatus.Refunded ? Kind.REFUND_DIFFERS : Kind.ORDER_WITHOUT_CHARGE);
    }

    private static Optional<Kind> captured(SaleDefinition sale, Entry payment, @Nullable Reservation ours) {
        Attempt attempt = attempt(payment, ours);
        if (ours == null || attempt == null) {
            return Optional.of(isPaid(ours) ? Kind.CHARGED_TWICE : Kind.CHARGED_WITHOUT_ORDER);
        }
        return switch (attempt.state()) {
            case STARTED, ACTION_REQUIRED, UNKNOWN, AUTHORISED, REFUNDING -> Optional.empty();
            case DECLINED, WITHDRAWN, UNDONE ->
                Optional.of(isPaid(ours) ? Kind.CHARGED_TWICE : Kind.CHARGED_WITHOUT_ORDER);
            case REFUNDED -> Optional.of(Kind.REFUND_DIFFERS);
            case CAPTURED -> {
                if (!isOwn(payment, attempt)) {
                    yield Optional.of(Kind.CHARGED_TWICE);
                }
                yield payment.amount().equals(sale.price().times(ours.quantity()))
                        ? Optional.empty()
                        : Optional.of(Kind.AMOUNT_DIFFERS);
            }
        };
    }

    private static Optional<Kind> authorised(Entry payment, @Nullable Reservation ours) {
        Attempt attempt = attempt(payment, ours);
        if (attempt == null) {
            return Optional.of(Kind.AUTHORISED_WITHOUT_ORDER);
        }
        return switch (attempt.state()) {
            case STARTED, ACTION_REQUIRED, UNKNOWN, AUTHORISED, REFUNDING -> Optional.empty();
            case DECLINED, WITHDRAWN, UNDONE, REFUNDED -> Optional.of(Kind.AUTHORISED_WITHOUT_ORDER);
            case CAPTURED ->
                Optional.of(isOwn(payment, attempt) ? Kind.ORDER_WITHOUT_CHARGE : Kind.AUTHORISED_WITHOUT_ORDER);
        };
    }

    /** Whether the provider did not say what became of the payment. */
    static boolean isUndecided(PaymentStatus status) {
        return status instanceof PaymentStatus.Unknown || status instanceof PaymentStatus.NotAsked;
    }

    /** Whether this is the charge of the reservation's latest attempt, sent back or not. */
    static boolean isChargeOf(Entry payment, Reservation ours) {
        Attempt latest = ours.attempt();
        return latest != null
                && payment.key().attempt() == ours.attempts().size()
                && isOwn(payment, latest)
                && (payment.status() instanceof PaymentStatus.Captured
                        || payment.status() instanceof PaymentStatus.Refunded);
    }

    /** Whether its buyer owns the units and has paid for them, as we have it. */
    static boolean isPaid(@Nullable Reservation ours) {
        Attempt latest = ours == null ? null : ours.attempt();
        return latest != null && latest.state() == AttemptState.CAPTURED;
    }

    private static boolean isPaidBy(Entry payment, @Nullable Reservation ours) {
        Attempt attempt = attempt(payment, ours);
        return attempt != null && attempt.state() == AttemptState.CAPTURED && isOwn(payment, attempt);
    }

    private static @Nullable Attempt attempt(Entry payment, @Nullable Reservation ours) {
        int number = payment.key().attempt();
        return ours == null || number > ours.attempts().size()
                ? null
                : ours.attempts().get(number - 1);
    }

    /** A provider that was asked twice may have two payments under one key; the order's is the one that it names. */
    private static boolean isOwn(Entry payment, Attempt attempt) {
        return attempt.reference() == null || attempt.reference().equals(payment.reference());
    }
}
