package io.doorbuster.api.reconciliation;

import io.doorbuster.api.reconciliation.Difference.Kind;
import io.doorbuster.grid.SaleView;
import io.doorbuster.ledger.LedgerReader.SaleTotals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sale in numbers, as the grid and as the ledger have them. */
record Totals(SaleView view, SaleTotals totals) {
    boolean agree() {
        return view.owned() == view.sale().stock() && view.sold() == totals.soldUnits();
    }

    List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        if (view.owned() != view.sale().stock()) {
            differences.add(Difference.of(
                    Kind.SUM_DIFFERS, "stock", view.owned(), view.sale().stock()));
        }
        if (view.sold() != totals.soldUnits()) {
            differences.add(Difference.of(Kind.SUM_DIFFERS, "sold", view.sold(), totals.soldUnits()));
        }
        if (totals.soldUnits() != totals.distinctUnits()) {
            differences.add(Difference.of(Kind.UNIT_SOLD_TWICE, "units", totals.distinctUnits(), totals.soldUnits()));
        }
        return differences;
    }

    Map<String, Object> grid(int reservations) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("free", view.free());
        body.put("held", view.held());
        body.put("paying", view.paying());
        body.put("unknown", view.unknown());
        body.put("sold", view.sold());
        body.put("inTransit", view.inTransit());
        body.put("reservations", reservations);
        return body;
    }

    Map<String, Object> ledger() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("soldUnits", totals.soldUnits());
        body.put("distinctUnits", totals.distinctUnits());
        body.put("orders", totals.orders());
        body.put("stockRemainingDurable", totals.stockRemainingDurable());
        body.put("lagMs", view.ledgerLagMillis());
        return body;
    }
}
