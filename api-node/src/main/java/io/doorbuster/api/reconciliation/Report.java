package io.doorbuster.api.reconciliation;

import io.doorbuster.api.reconciliation.Difference.Kind;
import io.doorbuster.ledger.ReconciliationStore.Repair;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a reconciliation found.
 *
 * @param repairs of the sale so far, newest first
 */
record Report(
        SaleDefinition sale,
        Instant checkedAt,
        Tally tally,
        Totals totals,
        ProviderTally provider,
        PaymentLooks.Looked payments,
        List<Repair> repairs) {

    Report {
        repairs = List.copyOf(repairs);
    }

    /** Puts what was found on all sides into the tally. */
    static Report of(
            SaleDefinition sale,
            Instant checkedAt,
            Tally tally,
            Totals totals,
            ProviderTally provider,
            PaymentLooks.Looked payments,
            List<Repair> repairs) {
        totals.differences().forEach(tally::difference);
        String unavailable = provider.unavailable();
        if (unavailable != null) {
            tally.difference(Difference.ofProvider(Kind.PROVIDER_UNAVAILABLE, "payments", unavailable));
        }
        for (PaymentDifference payment : payments.differences()) {
            tally.difference(payment.body(repairs));
        }
        return new Report(sale, checkedAt, tally, totals, provider, payments, repairs);
    }

    boolean consistent() {
        return tally.differences().isEmpty() && !truncated() && payments.unchecked() == 0;
    }

    /** Whether every payment could be looked at: another report may show more otherwise. */
    boolean isSure() {
        return provider.unavailable() == null && payments.unchecked() == 0;
    }

    private boolean truncated() {
        return tally.truncated() || provider.truncated();
    }

    /** For the log: how many differences of which kind. */
    String summary() {
        Map<String, Long> kinds = tally.differences().stream()
                .collect(Collectors.groupingBy(Difference::kind, TreeMap::new, Collectors.counting()));
        return kinds
                + (truncated() ? ", more were not looked at" : "")
                + (payments.unchecked() == 0 ? "" : ", " + payments.unchecked() + " payments could not be checked");
    }

    /** As it goes over the wire. */
    Map<String, Object> body() {
        Map<String, Object> inPayments = tally.payments();
        inPayments.put("provider", provider.body(payments.unchecked()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("saleId", sale.saleId());
        body.put("checkedAt", checkedAt);
        body.put("consistent", consistent());
        body.put("stock", sale.stock());
        body.put("grid", totals.grid(tally.reservations()));
        body.put("ledger", totals.ledger());
        body.put("payments", inPayments);
        body.put("differences", tally.differences());
        body.put("repairs", repairs.stream().map(RepairBody::of).toList());
        body.put("truncated", truncated());
        return body;
    }
}
