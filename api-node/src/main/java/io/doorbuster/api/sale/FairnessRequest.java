package io.doorbuster.api.sale;

import static io.doorbuster.api.http.Problem.invalid;

import io.doorbuster.api.http.Fields;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.WaitingRoomLane;
import io.doorbuster.waitingroom.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of the field {@code fairness}, and of what follows from it for a sale's times. */
final class FairnessRequest {
    /** Windows are numbered with an int; this leaves room for the rounding at both ends. */
    static final long MAX_WINDOWS = 2_000_000_000;

    private static final int MIN_WINDOW_MILLIS = 10;
    private static final int MAX_WINDOW_MILLIS = 60_000;
    private static final int MAX_LOTTERY_SEC = 3_600;
    private static final int DEFAULT_LOTTERY_SEC = 10;
    private static final int MAX_TIERS = 20;
    private static final int MAX_TIER_CHARS = 100;

    private FairnessRequest() {}

    static Fairness of(@Nullable Fields fields) {
        if (fields == null) {
            return Fairness.NONE;
        }
        Rule rule = fields.oneOf("rule", Rule.class, Rule.NONE);
        int windowMillis =
                fields.integer("windowMs", MIN_WINDOW_MILLIS, MAX_WINDOW_MILLIS, Fairness.NONE.windowMillis());
        boolean lottery = rule == Rule.LOTTERY || rule == Rule.WEIGHTED;
        if (!lottery && fields.has("lotterySec")) {
            throw fields.invalid("lotterySec", "belongs to the rules LOTTERY and WEIGHTED");
        }
        int lotterySec = lottery ? fields.integer("lotterySec", 1, MAX_LOTTERY_SEC, DEFAULT_LOTTERY_SEC) : 0;
        Map<String, Integer> weights = weights(fields, rule);
        fields.end();
        return new Fairness(rule, windowMillis, lotterySec, weights);
    }

    private static Map<String, Integer> weights(Fields fields, Rule rule) {
        if (rule != Rule.WEIGHTED && fields.has("weights")) {
            throw fields.invalid("weights", "belong to the rule WEIGHTED");
        }
        Map<String, Integer> weights = fields.integers("weights", MAX_TIERS, 1, WaitingRoomLane.MAX_WEIGHT);
        if (rule == Rule.WEIGHTED && weights.isEmpty()) {
            throw fields.invalid("weights", "must name at least one tier under the rule WEIGHTED");
        }
        for (String tier : weights.keySet()) {
            if (tier.isBlank() || tier.length() > MAX_TIER_CHARS || !Fields.isSane(tier)) {
                throw fields.invalid(
                        "weights", "must name tiers of 1 to " + MAX_TIER_CHARS + " characters, none of them a control");
            }
        }
        return weights;
    }

    static void requireSound(SaleDefinition sale) {
        if (sale.fairness().rule() == Rule.NONE) {
            return;
        }
        long windows = Duration.between(sale.startAt(), sale.endAt()).toMillis()
                / Windows.of(sale).widthMillis();
        if (windows > MAX_WINDOWS) {
            throw invalid(
                    "endAt",
                    "leaves " + windows + " arrival windows; under "
                            + sale.fairness().rule() + " there may be " + MAX_WINDOWS);
        }
    }

    /** Once tickets are out, neither the rule that they came under nor the window that they are in may change. */
    static void requireChangeable(SaleDefinition sale, SaleDefinition changed, Instant now) {
        if (now.isBefore(sale.startAt().minus(Phase.LOBBY_TIME))) {
            return;
        }
        if (!changed.fairness().equals(sale.fairness())) {
            throw invalid("fairness", "cannot change once the lobby is open");
        }
        boolean moved = !changed.startAt().equals(sale.startAt());
        if (moved && sale.fairness().rule() != Rule.NONE && changed.startAt().isBefore(now)) {
            throw invalid("startAt", "cannot move into the past once the lobby is open");
        }
    }
}
