package io.doorbuster.chaos.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.chaos.kit.Network.Way;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesetTest {
    private static final Map<String, String> ADDRESSES =
            Map.of("a", "10.77.0.11", "b", "10.77.0.12", Network.LEDGER, "10.77.0.2");

    @Test
    void losesPacketsWhereTheyArrive() {
        Map<Way, Integer> drops = Map.of(new Way("a", "b"), 100);

        assertThat(rules("b", drops)).contains("ip saddr 10.77.0.11 drop");
        assertThat(rules("a", drops)).doesNotContain("drop");
    }

    @Test
    void losesWhatGoesToTheLedgerWhereItLeaves() {
        Way way = new Way("a", Network.LEDGER);

        assertThat(rules("a", Map.of(way, 100))).contains("ip daddr 10.77.0.2 drop");
        assertThat(rules("a", Map.of(way.back(), 100))).contains("ip saddr 10.77.0.2 drop");
    }

    @Test
    void losesSomePacketsAtRandom() {
        assertThat(rules("b", Map.of(new Way("a", "b"), 30)))
                .contains("ip saddr 10.77.0.11 numgen random mod 100 < 30 drop");
    }

    @Test
    void takesThePlaceOfWhatWasThere() {
        assertThat(rules("a", Map.of()).lines())
                .startsWith("table inet chaos", "delete table inet chaos", "table inet chaos {");
    }

    private static String rules(String host, Map<Way, Integer> drops) {
        return Ruleset.of(host, drops, ADDRESSES::get);
    }
}
