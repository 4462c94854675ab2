package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.exception.AuthenticationException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    @ParameterizedTest
    @ValueSource(strings = {"sk_live_doorbuster", "pk_test_doorbuster", "nonsense"})
    void refusesWhatIsNoSecretTestKey(String key) {
        try (StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS)) {
            assertThat(catchThrowableOfType(
                                    AuthenticationException.class,
                                    () -> Stripe.client(sim, key)
                                            .v1()
                                            .paymentIntents()
                                            .list())
                            .getStatusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void takesOnlyTheConfiguredKeys() throws StripeException {
        StripeSimConfig config = StripeSimConfig.DEFAULTS.withSecretKeys(Set.of(Stripe.KEY));
        try (StripeSim sim = StripeSim.start(config)) {
            assertThat(Stripe.client(sim).v1().paymentIntents().list().getData())
                    .isEmpty();
            assertThat(catchThrowableOfType(
                            AuthenticationException.class,
                            () -> Stripe.client(sim, "sk_test_other")
                                    .v1()
                                    .paymentIntents()
                                    .list()))
                    .isNotNull();
        }
    }

    @Test
    void takesBasicAuthenticationAndNeedsSome() throws Exception {
        try (StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS)) {
            String basic = Base64.getEncoder().encodeToString((Stripe.KEY + ":").getBytes(StandardCharsets.UTF_8));

            assertThat(get(sim, "Basic " + basic)).isEqualTo(200);
            assertThat(get(sim, "Basic ?")).isEqualTo(401);
            assertThat(get(sim, "None")).isEqualTo(401);
        }
    }

    @Test
    void configurationTakesNoLiveKeysAndPrintsNone() {
        assertThatThrownBy(() -> StripeSimConfig.DEFAULTS.withSecretKeys(Set.of("sk_live_x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("sk_live_x");
        assertThat(StripeSimConfig.DEFAULTS.withSecretKeys(Set.of("sk_test_x")).toString())
                .doesNotContain("sk_test_x");
    }

    @Test
    void limitsTheRateOfEachAccount() throws StripeException {
        try (StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS.withRateLimit(new RateLimit(1)))) {
            Stripe.client(sim).v1().paymentIntents().create(Stripe.intent().build());

            RateLimitException limited = catchThrowableOfType(RateLimitException.class, () -> {
                // One a second: a thousand cannot all be slow enough.
                for (int i = 0; i < 1_000; i++) {
                    Stripe.client(sim).v1().paymentIntents().list();
                }
            });

            assertThat(limited.getStatusCode()).isEqualTo(429);
            assertThat(limited.getCode()).isEqualTo("rate_limit");
            Stripe.client(sim).v1().paymentIntents().create(Stripe.intent().build(), Stripe.account("acct_1"));
        }
    }

    @Test
    void answersAnUnknownRouteWith404() throws Exception {
        try (StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(sim.apiBase() + "/v1/customers"))
                    .build();

            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("invalid_request_error");
        }
    }

    private static int get(StripeSim sim, String authorization) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sim.apiBase() + "/v1/payment_intents"))
                .header("Authorization", authorization)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
