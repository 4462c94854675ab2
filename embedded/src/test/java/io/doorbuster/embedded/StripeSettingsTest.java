package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StripeSettingsTest {
    private static final String KEY = "sk_test_51Abc";

    private final Map<String, String> environment = new HashMap<>(
            Map.of(StripeSettings.SECRET_KEY, KEY, StripeSettings.WEBHOOK_SECRETS, "whsec_old, whsec_new"));

    @Test
    void readsKeysFromTheEnvironmentAndShowsNone() {
        StripeSettings settings = StripeSettings.read(environment);
        assertThat(settings.config().live()).isFalse();
        assertThat(settings.config().secretKey()).isEqualTo(KEY);
        assertThat(settings.config().apiBase()).hasHost("api.stripe.com").hasScheme("https");
        assertThat(settings.toString())
                .contains("sk_test_", "2 webhook secrets")
                .doesNotContain(KEY, "whsec_old", "whsec_new");
    }

    @Test
    void readsKeysFromFiles(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "rk_live_9Xyz\n");
        Path secrets = Files.writeString(folder.resolve("secrets"), "whsec_one\nwhsec_two\n");
        StripeSettings settings = StripeSettings.read(Map.of(
                StripeSettings.SECRET_KEY + Environment.FILE, key.toString(),
                StripeSettings.WEBHOOK_SECRETS + Environment.FILE, secrets.toString()));
        assertThat(settings.config().live()).isTrue();
        assertThat(settings.config().secretKey()).isEqualTo("rk_live_9Xyz");
    }

    @Test
    void namesWhatIsMissingOrWrongAndNeverItsValue() {
        environment.put(StripeSettings.SECRET_KEY, "hunter2");
        assertRefused(StripeSettings.SECRET_KEY, "hunter2");
        environment.put(StripeSettings.SECRET_KEY, KEY);
        environment.put(StripeSettings.WEBHOOK_SECRETS, "hunter2");
        assertRefused(StripeSettings.WEBHOOK_SECRETS, "hunter2");
        environment.remove(StripeSettings.WEBHOOK_SECRETS);
        assertRefused(StripeSettings.WEBHOOK_SECRETS, KEY);
        environment.put(StripeSettings.WEBHOOK_SECRETS + Environment.FILE, "/nowhere/secrets");
        assertRefused("/nowhere/secrets", KEY);
    }

    @Test
    void takesAStandInOnThisMachineAndNoUnprotectedOneElsewhere() {
        environment.put(StripeSettings.API_BASE, "http://127.0.0.1:4711");
        assertThat(StripeSettings.read(environment).config().apiBase()).hasPort(4711);
        environment.put(StripeSettings.API_BASE, "http://stripe.example.com");
        assertRefused(StripeSettings.API_BASE, KEY);
    }

    private void assertRefused(String named, String hidden) {
        assertThatThrownBy(() -> StripeSettings.read(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining(hidden);
    }
}
