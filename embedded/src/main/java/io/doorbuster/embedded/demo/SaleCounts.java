package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** The merchant's view of a sale at one moment. */
record SaleCounts(
        String phase,
        int initial,
        int free,
        int held,
        int paying,
        int unknown,
        int sold,
        long ledgerLagMillis,
        RoomCounts room) {
    static SaleCounts none(int stock) {
        return new SaleCounts("CONNECTING", stock, stock, 0, 0, 0, 0, 0, new RoomCounts(0, 0, 0));
    }

    static SaleCounts of(JsonNode sale, JsonNode stats) {
        JsonNode stock = sale.path("stock");
        return new SaleCounts(
                sale.path("phase").asText("?"),
                stock.path("initial").asInt(),
                stock.path("free").asInt(),
                stock.path("held").asInt(),
                stock.path("paying").asInt(),
                stock.path("unknown").asInt(),
                stock.path("sold").asInt(),
                stats.path("ledgerLagMs").asLong(),
                RoomCounts.of(stats));
    }

    /** Nothing is on its way any more: no hold, no payment, and the ledger has it all. */
    boolean quiet() {
        return held == 0 && paying == 0 && unknown == 0 && free + sold == initial && ledgerLagMillis == 0;
    }
}
