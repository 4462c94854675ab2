package io.doorbuster.api.reconciliation;

import io.doorbuster.api.http.WireId;
import io.doorbuster.api.reconciliation.Difference.Kind;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.ReconciliationStore.Finding;
import io.doorbuster.ledger.ReconciliationStore.Repair;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A payment that differs from its order, after it was looked at again. */
record PaymentDifference(SaleDefinition sale, Suspect suspect, Kind kind, PaymentLook.Look look) {
    /** Empty if the sides agree, or if one of them could not be read. */
    static Optional<PaymentDifference> of(SaleDefinition sale, Suspect suspect, PaymentLook.Look look) {
        return look.known()
                ? PaymentComparison.of(sale, suspect.entry(look.status()), look.ours())
                        .map(kind -> new PaymentDifference(sale, suspect, kind, look))
                : Optional.empty();
    }

    Finding finding(Instant now) {
        return new Finding(
                sale.orgId(),
                sale.saleId(),
                suspect.key().toString(),
                kind.word(),
                suspect.reference(),
                suspect.amount(),
                now);
    }

    /** @param repairs of the sale */
    Difference body(List<Repair> repairs) {
        Reservation ours = look.ours();
        boolean amounts = kind == Kind.AMOUNT_DIFFERS;
        return new Difference(
                kind.word(),
                ours == null || ours.attempts().isEmpty()
                        ? WireId.reservation(suspect.key().reservationId())
                        : WireId.order(ours.id()),
                state(look.grid()),
                amounts && ours != null ? words(sale.price().times(ours.quantity())) : state(look.ledger()),
                amounts
                        ? words(suspect.amount())
                        : ProviderState.of(look.status()).name(),
                suspect.reference(),
                repairs.stream()
                        .filter(this::isOf)
                        .findFirst()
                        .map(repair -> new Difference.Noted(repair.finding().foundAt(), repair.done(), repair.doneAt()))
                        .orElse(null));
    }

    private boolean isOf(Repair repair) {
        return repair.finding().paymentKey().equals(suspect.key().toString())
                && repair.finding().kind().equals(kind.word());
    }

    private static @Nullable String state(@Nullable Reservation reservation) {
        return reservation == null ? null : Comparison.state(reservation);
    }

    private static String words(Money money) {
        return money.amount() + " " + money.currency();
    }
}
