package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
    @ParameterizedTest
    @CsvSource({
        "GET,/v1/payment_intents,/v1/payment_intents,''",
        "GET,/v1/payment_intents/search,/v1/payment_intents/search,''",
        "GET,/v1/payment_intents/pi_1,/v1/payment_intents/{id},pi_1",
        "POST,/v1/payment_intents/pi_1/capture,/v1/payment_intents/{id}/capture,pi_1",
        "GET,/v1/refunds/re_1,/v1/refunds/{id},re_1",
    })
    void findsTheEndpointAndTheId(String method, String path, String expected, String id) {
        assertThat(Route.of(method, path)).hasValueSatisfying(route -> {
            assertThat(route.path()).isEqualTo(expected);
            assertThat(route.id(path)).isEqualTo(id);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/payment_intents/",
        "GET,/v1/payment_intents/pi_1/capture",
        "POST,/v1/payment_intents/pi_1/x/capture",
        "POST,/v1/payment_intents//capture",
        "DELETE,/v1/payment_intents",
    })
    void findsNothingElse(String method, String path) {
        assertThat(Route.of(method, path)).isEmpty();
    }
}
