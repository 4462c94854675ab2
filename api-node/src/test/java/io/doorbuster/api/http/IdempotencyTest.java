package io.doorbuster.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    @Test
    void namesACommandByItsKeyAndItsBuyer() {
        assertThat(Idempotency.commandId("reserve", "s", "u", "k"))
                .isEqualTo(Idempotency.commandId("reserve", "s", "u", "k"))
                .isNotEqualTo(Idempotency.commandId("checkout", "s", "u", "k"))
                .isNotEqualTo(Idempotency.commandId("reserve", "s", "v", "k"))
                .isNotEqualTo(Idempotency.commandId("reserve", "su", "", "k"));
        assertThat(Idempotency.commandId("reserve", "s", "u", null))
                .isNotEqualTo(Idempotency.commandId("reserve", "s", "u", null));
    }

    @Test
    void seesThroughOrderAndSpace() {
        assertThat(canonical("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":2}}"))
                .isEqualTo(canonical("{ \"b\" : { \"d\":2, \"c\":\"x\" }, \"a\":1 }"))
                .isNotEqualTo(canonical("{\"a\":1,\"b\":{\"c\":\"y\",\"d\":2}}"));
    }

    private static String canonical(String json) {
        return Fields.parse(json.getBytes(StandardCharsets.UTF_8)).canonical();
    }
}
