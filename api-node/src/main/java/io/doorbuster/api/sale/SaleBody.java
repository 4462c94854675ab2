package io.doorbuster.api.sale;

import io.doorbuster.grid.SaleView;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sales as they go over the wire. */
final class SaleBody {
    private SaleBody() {}

    /** What creation answers: the definition as it was asked for, and what was added. */
    static Map<String, Object> created(KnownSale known, Instant now) {
        Map<String, Object> body = definition(known, now);
        body.put("stock", known.sale().stock());
        return body;
    }

    /**
     * What a merchant reads.
     *
     * @param durable units that are free as the ledger knows it; null if the ledger is away
     */
    static Map<String, Object> merchant(KnownSale known, @Nullable Integer durable, Instant now) {
        Map<String, Object> body = definition(known, now);
        Map<String, @Nullable Object> stock = new LinkedHashMap<>();
        SaleView view = known.view();
        stock.put("initial", known.sale().stock());
        stock.put("free", view == null ? null : view.free());
        stock.put("held", view == null ? null : view.held());
        stock.put("paying", view == null ? null : view.paying());
        stock.put("unknown", view == null ? null : view.unknown());
        stock.put("sold", view == null ? null : view.sold());
        stock.put("durable", durable);
        body.put("stock", stock);
        return body;
    }

    /** What anyone may know. */
    static Map<String, Object> publicFacts(KnownSale known, Instant now) {
        SaleDefinition sale = known.sale();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("saleId", sale.saleId());
        body.put("skuId", sale.skuId());
        body.put("title", sale.title());
        body.put("price", sale.price());
        body.put("startAt", sale.startAt());
        body.put("endAt", sale.endAt());
        body.put("perUserCap", sale.perUserCap());
        body.put("phase", known.phase(now));
        body.put("fairness", fairness(sale.fairness()));
        body.put("drawCommitment", sale.drawCommitment());
        putIfThere(body, "message", sale.message());
        return body;
    }

    private static Map<String, Object> definition(KnownSale known, Instant now) {
        SaleDefinition sale = known.sale();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("saleId", sale.saleId());
        body.put("orgId", sale.orgId());
        body.put("version", sale.version());
        body.put("phase", known.phase(now));
        body.put("skuId", sale.skuId());
        body.put("title", sale.title());
        body.put("price", sale.price());
        body.put("startAt", sale.startAt());
        body.put("endAt", sale.endAt());
        body.put("perUserCap", sale.perUserCap());
        body.put("reservationTtlSec", sale.reservationTtlSec());
        body.put("fairness", fairness(sale.fairness()));
        body.put("admissionPerSec", sale.admissionPerSec());
        putIfThere(body, "lowStockThreshold", sale.lowStockThreshold());
        body.put(
                "durability",
                Map.of(
                        "beforeChargeMs", sale.durability().beforeChargeMillis(),
                        "whenLedgerDown", sale.durability().whenLedgerDown()));
        body.put("resellRefunded", sale.resellRefunded());
        putIfThere(body, "message", sale.message());
        body.put("drawCommitment", sale.drawCommitment());
        body.put("createdAt", sale.createdAt());
        return body;
    }

    private static Map<String, Object> fairness(Fairness fairness) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("rule", fairness.rule());
        body.put("windowMs", fairness.windowMillis());
        if (fairness.rule() == Fairness.Rule.LOTTERY || fairness.rule() == Fairness.Rule.WEIGHTED) {
            body.put("lotterySec", fairness.lotterySec());
        }
        if (fairness.rule() == Fairness.Rule.WEIGHTED) {
            body.put("weights", new TreeMap<>(fairness.weights()));
        }
        return body;
    }

    private static void putIfThere(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
