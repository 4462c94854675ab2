package io.doorbuster.api.reconciliation;

import io.doorbuster.inventory.Reservation;
import io.doorbuster.payment.PaymentPage.Entry;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.SaleDefinition;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one walk over the provider's books found. It keeps a bit per unit and the payments that may differ, not the payments.
 * Not thread-safe: the walk goes page by page.
 */
final class ProviderTally {
    private final SaleDefinition sale;
    private final Map<ProviderState, Long> byState = new EnumMap<>(ProviderState.class);
    private final Map<String, Suspect> suspects = new LinkedHashMap<>();
    /** The first unit of each order whose charge the books show: no two paid orders share a unit. */
    private final BitSet charged = new BitSet();

    private long payments;
    private long capturedAmount;
    private long refundedAmount;
    private boolean truncated;
    private @Nullable String unavailable;

    ProviderTally(SaleDefinition sale) {
        this.sale = sale;
    }

    /** Whether money was moved or reserved: only then it matters whose the payment is. */
    static boolean isOfMoney(Entry payment) {
        return payment.status() instanceof PaymentStatus.Authorised
                || payment.status() instanceof PaymentStatus.Captured
                || payment.status() instanceof PaymentStatus.Refunded;
    }

    /** @param ledger those of the page's reservations that it knows */
    void add(List<Entry> page, Map<UUID, Reservation> ledger) {
        for (Entry payment : page) {
            count(payment);
            Reservation ours = ledger.get(payment.key().reservationId());
            if (ours != null && PaymentComparison.isChargeOf(payment, ours)) {
                charged.set(ours.units().get(0));
            }
            if (isOfMoney(payment) && PaymentComparison.of(sale, payment, ours).isPresent()) {
                suspect(Suspect.of(payment));
            }
        }
    }

    private void count(Entry payment) {
        payments++;
        byState.merge(ProviderState.of(payment.status()), 1L, Long::sum);
        if (!payment.amount().currency().equals(sale.price().currency())) {
            return;
        }
        if (payment.status() instanceof PaymentStatus.Captured) {
            capturedAmount += payment.amount().amount();
        } else if (payment.status() instanceof PaymentStatus.Refunded) {
            refundedAmount += payment.amount().amount();
        }
    }

    void suspect(Suspect suspect) {
        if (suspects.size() < Tally.MAX_DIFFERENCES) {
            suspects.putIfAbsent(suspect.key() + " " + suspect.reference(), suspect);
        } else {
            truncated = true;
        }
    }

    void truncate() {
        truncated = true;
    }

    void unavailable(String reason) {
        unavailable = reason;
    }

    /** Why the books could not be read; null if they could. */
    @Nullable
    String unavailable() {
        return unavailable;
    }

    /** Whether the whole books were read. */
    boolean isComplete() {
        return unavailable == null && !truncated;
    }

    boolean truncated() {
        return truncated;
    }

    Collection<Suspect> suspects() {
        return List.copyOf(suspects.values());
    }

    /** The first units of those orders whose charge the books do not show. */
    BitSet uncharged(BitSet paid) {
        BitSet uncharged = (BitSet) paid.clone();
        uncharged.andNot(charged);
        return uncharged;
    }

    /** Payments by status, and the money. */
    Map<String, Object> body(int unchecked) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("available", unavailable == null);
        body.put("complete", isComplete());
        body.put("payments", payments);
        byState.forEach((state, count) -> body.put(state.word(), count));
        body.put("capturedAmount", amount(capturedAmount));
        body.put("refundedAmount", amount(refundedAmount));
        body.put("unchecked", unchecked);
        return body;
    }

    private Map<String, Object> amount(long amount) {
        return Map.of("amount", amount, "currency", sale.price().currency());
    }
}
