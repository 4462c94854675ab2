package io.doorbuster.embedded.demo;

import java.util.Map;

/** The sale under audit, by the terms that were asked for when it was created. */
public record AuditedSale(String orgId, String saleId, int stock, int perUserCap) {
    Map<String, Object> values() {
        return Map.of("org", orgId, "sale", saleId, "stock", stock, "cap", perUserCap);
    }
}
