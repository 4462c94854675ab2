package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.e2e.Api.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code up} starts and ends. */
class UpIT {
    @TempDir
    Path home;

    @Test
    void oneFolderIsForOneProcessAndAnOrderlyEndLeavesNothingBehind() throws IOException {
        try (DoorbusterProcess up = start()) {
            up.awaitReady();
            try (DoorbusterProcess second = start()) {
                assertThat(second.output()).isEmpty();
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(second.errors().lines())
                        .singleElement()
                        .asString()
                        .isEqualTo("doorbuster: another Doorbuster is running on " + data());
            }
            ProcessHandle postgres = postgres().orElseThrow();
            assertThat(postgres.isAlive()).isTrue();

            assertThat(up.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);
            awaitEnd(postgres);
            assertThat(up.errors()).isEmpty();
        }
        try (DoorbusterProcess again = start("--payments=sim")) {
            Api api = again.awaitReady().api(home);
            assertThat(api.get("/readyz", null).status()).isEqualTo(200);
            assertASaleIsPaidThroughTheStandInForStripe(api);
        }
    }

    private static void assertASaleIsPaidThroughTheStandInForStripe(Api api) {
        Sale sale = api.merchant().sell(2);
        String held = sale.hold("ann");
        assertThat(sale.checkout("ann", held, "pm_card_chargeDeclined").code()).isEqualTo("payment_declined");
        assertThat(sale.checkout("ann", held, Sale.VISA).status()).isEqualTo(201);
        Reply asked = sale.checkout("bob", sale.hold("bob"), "pm_card_authenticationRequired");
        assertThat(asked.text("clientSecret")).startsWith("pi_");
    }

    @Test
    void aLiveKeyIsRefusedAndNotShown() {
        Map<String, String> keys = Map.of(
                "DOORBUSTER_STRIPE_SECRET_KEY", "sk_live_51TopSecret",
                "DOORBUSTER_STRIPE_WEBHOOK_SECRETS", "whsec_TopSecret");
        try (DoorbusterProcess up =
                DoorbusterProcess.start(home, keys, "up", "--port=0", "--data=" + data(), "--payments=stripe")) {
            assertThat(up.awaitEnd()).isEqualTo(1);
            assertThat(up.errors()).contains("test keys only").doesNotContain("TopSecret");
        }
    }

    @Test
    void anEndInTheMiddleOfTheStartLeavesNothingBehindEither() throws IOException {
        try (DoorbusterProcess up = start()) {
            await().until(() -> postgres().isPresent());
            ProcessHandle postgres = postgres().orElseThrow();
            assertThat(up.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);
            awaitEnd(postgres);
        }
    }

    /** It has ended; whoever adopted it may take a moment to notice. The folder is still there, or it would end by itself. */
    private void awaitEnd(ProcessHandle postgres) {
        await().until(() -> !postgres.isAlive());
        assertThat(data()).exists();
    }

    private Path data() {
        return home.resolve("data");
    }

    private DoorbusterProcess start(String... options) {
        return DoorbusterProcess.start(
                home,
                Stream.concat(Stream.of("up", "--port=0", "--data=" + data()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private Optional<ProcessHandle> postgres() throws IOException {
        Path pidFile = data().resolve("postgres/postmaster.pid");
        return Files.exists(pidFile)
                ? Files.readAllLines(pidFile).stream()
                        .limit(1)
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                        .findFirst()
                : Optional.empty();
    }
}
