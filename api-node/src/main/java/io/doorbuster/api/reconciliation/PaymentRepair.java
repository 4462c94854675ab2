package io.doorbuster.api.reconciliation;

import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.ReconciliationStore.Finding;
import io.doorbuster.ledger.ReconciliationStore.Repair;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.SaleDefinition;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends payments that no order stands behind: what is reserved is let go, what was moved is sent back. Everything else that
 * differs is for a person. All sides are read anew before anything is done, what was found is noted before and what was done
 * after it, so a run that was cut off is repaired by the next one. Thread-safe.
 */
final class PaymentRepair {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentRepair.class);

    private static final String REFUNDED = "refunded";
    private static final String CANCELLED = "cancelled";
    private static final String NOT_SHOWN = "the provider shows another payment under its key";
    private static final String AGREES = "agrees by now";

    private final Ledger ledger;
    private final Payments payments;
    private final PaymentLooks looks;
    private final Clock clock;
    private final Executor callbacks;

    PaymentRepair(Ledger ledger, Payments payments, PaymentLooks looks, Clock clock, Executor callbacks) {
        this.ledger = ledger;
        this.payments = payments;
        this.looks = looks;
        this.clock = clock;
        this.callbacks = callbacks;
    }

    /** What became of a report's payments. */
    enum Repaired {
        /** There was nothing to do. */
        NOTHING,
        /** All that can be done without a person is done. */
        ALL,
        /** The provider or a side of ours did not say enough. */
        NOT_ALL
    }

    /**
     * Does what can be done about a report's payments, and about those that an earlier run has noted and not ended, one
     * after the other. Fails if grid or ledger cannot be read.
     */
    CompletableFuture<Repaired> all(Report report) {
        Set<Suspect> suspects = new LinkedHashSet<>();
        report.payments().differences().forEach(difference -> suspects.add(difference.suspect()));
        report.repairs().stream()
                .filter(repair -> repair.done() == null)
                .map(Repair::finding)
                .forEach(found -> PaymentKey.parse(found.paymentKey())
                        .ifPresent(key -> suspects.add(new Suspect(key, found.reference(), found.amount()))));
        if (suspects.isEmpty()) {
            return CompletableFuture.completedFuture(Repaired.NOTHING);
        }
        return looks.mayBeInGrid(report.sale(), report.tally())
                .thenCompose(mayBeInGrid -> each(report, suspects.iterator(), mayBeInGrid, Repaired.ALL));
    }

    private CompletableFuture<Repaired> each(
            Report report, Iterator<Suspect> left, Predicate<UUID> mayBeInGrid, Repaired soFar) {
        if (!left.hasNext()) {
            return CompletableFuture.completedFuture(soFar);
        }
        Suspect suspect = left.next();
        return looks.at(report.sale(), suspect, mayBeInGrid)
                .thenCompose(look -> repair(report, suspect, look))
                .thenComposeAsync(sure -> each(report, left, mayBeInGrid, sure ? soFar : Repaired.NOT_ALL), callbacks);
    }

    /** Whether that is all that can be done: false if a side could not say enough, so that another try may do more. */
    private CompletableFuture<Boolean> repair(Report report, Suspect suspect, PaymentLook.Look look) {
        if (!look.known()) {
            return CompletableFuture.completedFuture(false);
        }
        return PaymentDifference.of(report.sale(), suspect, look)
                .map(this::repair)
                .orElseGet(() -> close(report, suspect, look.status()));
    }

    private CompletableFuture<Boolean> repair(PaymentDifference difference) {
        Finding finding = difference.finding(clock.instant());
        return ledger.reconciliation(store -> store.noteFound(finding))
                .thenCompose(noted -> switch (difference.kind()) {
                    case AUTHORISED_WITHOUT_ORDER -> cancel(difference);
                    case CHARGED_WITHOUT_ORDER -> refund(difference);
                    case CHARGED_TWICE -> refundSecond(difference);
                    default -> leave(difference, "it is for a person to decide");
                });
    }

    private CompletableFuture<Boolean> cancel(PaymentDifference difference) {
        if (!isShown(difference)) {
            return leave(difference, NOT_SHOWN);
        }
        return payments.cancel(payment(difference))
                .thenCompose(status -> status instanceof PaymentStatus.Cancelled
                        ? done(difference, CANCELLED)
                        : leave(difference, "its cancellation answered", status));
    }

    private CompletableFuture<Boolean> refund(PaymentDifference difference) {
        if (!isShown(difference)) {
            return leave(difference, NOT_SHOWN);
        }
        return payments.refund(payment(difference))
                .thenCompose(status -> status instanceof PaymentStatus.Refunded
                        ? done(difference, REFUNDED)
                        : leave(difference, "its refund answered", status));
    }

    /** A provider that looks at the key alone could take another payment under it, the order's own, for this one. */
    private static boolean isShown(PaymentDifference difference) {
        PaymentStatus status = difference.look().status();
        String shown = null;
        if (status instanceof PaymentStatus.Captured captured) {
            shown = captured.reference();
        } else if (status instanceof PaymentStatus.Authorised authorised) {
            shown = authorised.reference();
        }
        return shown != null && shown.equals(difference.suspect().reference());
    }

    /** Only if the order's own payment was captured: otherwise this may be the money that pays for it. */
    private CompletableFuture<Boolean> refundSecond(PaymentDifference difference) {
        SaleDefinition sale = difference.sale();
        Reservation ours = difference.look().ours();
        Attempt latest = ours == null ? null : ours.attempt();
        if (ours == null || latest == null) {
            return leave(difference, "it has no order any more");
        }
        Suspect own = new Suspect(
                new PaymentKey(sale.saleId(), ours.id(), ours.attempts().size()),
                latest.reference(),
                sale.price().times(ours.quantity()));
        return payments.find(own.payment(sale, ours))
                .thenCompose(status -> status instanceof PaymentStatus.Captured captured
                                && !captured.reference()
                                        .equals(difference.suspect().reference())
                        ? refund(difference)
                        : leave(difference, "the order's own payment is", status));
    }

    private static Payment payment(PaymentDifference difference) {
        return difference.suspect().payment(difference.sale(), difference.look().ours());
    }

    private CompletableFuture<Boolean> done(PaymentDifference difference, String what) {
        LOG.warn(
                "payment {} of sale {}, {}, was {}",
                difference.suspect().key(),
                difference.sale().saleId(),
                difference.kind().word(),
                what);
        SaleDefinition sale = difference.sale();
        return ledger.reconciliation(store -> {
            store.noteDone(
                    sale.orgId(),
                    sale.saleId(),
                    difference.suspect().key().toString(),
                    difference.kind().word(),
                    what,
                    clock.instant());
            return true;
        });
    }

    /** What the provider did not say for certain may be said at another time. */
    private static CompletableFuture<Boolean> leave(PaymentDifference difference, String why, PaymentStatus status) {
        return leave(difference, why + " " + ProviderState.of(status).word())
                .thenApply(sure -> !PaymentComparison.isUndecided(status));
    }

    private static CompletableFuture<Boolean> leave(PaymentDifference difference, String why) {
        LOG.error(
                "payment {} ({}) of sale {} is {}: {}",
                difference.suspect().key(),
                difference.suspect().reference(),
                difference.sale().saleId(),
                difference.kind().word(),
                why);
        return CompletableFuture.completedFuture(true);
    }

    /** Notes the end of what an earlier run was about to do, or what came right by itself. */
    private CompletableFuture<Boolean> close(Report report, Suspect suspect, PaymentStatus status) {
        String what = status instanceof PaymentStatus.Refunded
                ? REFUNDED
                : status instanceof PaymentStatus.Cancelled ? CANCELLED : AGREES;
        SaleDefinition sale = report.sale();
        String key = suspect.key().toString();
        return ledger.reconciliation(store -> {
            report.repairs().stream()
                    .filter(repair -> repair.done() == null
                            && repair.finding().paymentKey().equals(key))
                    .forEach(repair -> store.noteDone(
                            sale.orgId(), sale.saleId(), key, repair.finding().kind(), what, clock.instant()));
            return true;
        });
    }
}
