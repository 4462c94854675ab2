package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresConfigTest {
    @Test
    void hasDefaultsAndKeepsThePasswordToItself() {
        PostgresConfig config = new PostgresConfig("jdbc:postgresql://db/doorbuster", "clerk", "secret");
        assertThat(config)
                .isEqualTo(new PostgresConfig(
                        "jdbc:postgresql://db/doorbuster",
                        "clerk",
                        "secret",
                        8,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        "doorbuster"));
        assertThat(config.toString()).contains("clerk").doesNotContain("secret");
    }
}
