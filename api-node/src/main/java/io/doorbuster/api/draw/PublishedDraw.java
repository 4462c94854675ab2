package io.doorbuster.api.draw;

import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawKeys;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.Windows;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A draw that may be shown: its sale is over and the ledger has all of it. */
record PublishedDraw(SaleDefinition sale, DrawSecrets secrets, StepTable steps) {
    String seed() {
        return HexFormat.of().formatHex(secrets.seed());
    }

    Windows windows() {
        return Windows.of(sale);
    }

    Map<String, Integer> weights() {
        return new TreeMap<>(sale.fairness().weights());
    }

    DrawKeys keys() {
        return new DrawKeys(secrets.seed(), sale.saleId(), sale.fairness().rule() == Rule.WEIGHTED);
    }
}
