package io.doorbuster.api.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeConfigTest {
    @ParameterizedTest
    @CsvSource({"sk_test_a,false,25", "rk_test_a,false,25", "sk_live_a,true,80", "rk_live_a,true,80"})
    void tellsTestKeysFromLiveOnes(String key, boolean live, int requestsPerSec) {
        StripeConfig config = StripeConfig.of(key);
        assertThat(config.live()).isEqualTo(live);
        assertThat(config.requestsPerSec()).isEqualTo(requestsPerSec);
        assertThat(config.callTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.apiBase()).isEqualTo(URI.create("https://api.stripe.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pk_test_a", "sk_test_", "sk_a", "sk_test_a\nb"})
    void refusesWhatIsNoSecretKeyWithoutRepeatingIt(String key) {
        assertThatThrownBy(() -> StripeConfig.of(key))
                .hasMessage("the secret key must start with sk_test_, rk_test_, sk_live_ or rk_live_");
    }

    @Test
    void keepsItsKeyToItself() {
        assertThat(StripeConfig.of("sk_live_verysecret").toString())
                .contains("sk_live_…")
                .doesNotContain("verysecret");
    }

    @Test
    void sendsTheKeyToNobodyInTheClear() {
        StripeConfig config = StripeConfig.of("sk_test_a");
        assertThatThrownBy(() -> config.withApiBase(URI.create("http://stripe.example")))
                .hasMessageContaining("https");
        assertThat(config.withApiBase(URI.create("http://127.0.0.1:12111")).apiBase())
                .hasPort(12111);
    }

    @Test
    void tellsATestKeyToAStandInOfAPrivateNetworkAndNoLiveOne() {
        URI standIn = URI.create("http://10.77.0.1:12111");
        assertThat(StripeConfig.of("sk_test_a").withApiBase(standIn).apiBase()).isEqualTo(standIn);
        assertThatThrownBy(() -> StripeConfig.of("sk_live_a").withApiBase(standIn))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> StripeConfig.of("sk_test_a").withApiBase(URI.create("http://172.32.0.1")))
                .hasMessageContaining("https");
    }

    @Test
    void knowsWhoseAccountAnAccountIs() {
        StripeConfig config = StripeConfig.of("sk_test_a").withAccounts(Map.of("acme", "acct_1"));
        assertThat(config.isAccountOf("acme", "acct_1")).isTrue();
        assertThat(config.isAccountOf("acme", null)).isFalse();
        assertThat(config.isAccountOf("other", null)).isTrue();
        assertThat(config.isAccountOf("other", "acct_1")).isFalse();
        assertThatThrownBy(() -> config.withAccounts(Map.of("acme", "1"))).hasMessageContaining("acct_");
    }
}
