package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.embedded.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that is started before Postgres, told where it is by variables alone. */
class StartOrderIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @Test
    void aMemberWaitsForPostgresUntilItIsThereOrASignalComes() throws IOException {
        Files.writeString(home.resolve("hazelcast.yaml"), """
                hazelcast:
                  cluster-name: order-%s
                  network:
                    port: {port: 25801, auto-increment: true, port-count: 50}
                    interfaces: {enabled: true, interfaces: [127.0.0.1]}
                    join:
                      auto-detection: {enabled: false}
                      multicast: {enabled: false}
                  properties:
                    hazelcast.logging.type: slf4j
                """.formatted(UUID.randomUUID()));
        Files.writeString(home.resolve("grid.yaml"), "");
        LocalPostgres postgres = LocalPostgres.start(home.resolve("postgres"));
        postgres.stop();

        Map<String, String> variables =
                Map.of("DOORBUSTER_LEDGER_URL", postgres.jdbcUrl(), "DOORBUSTER_LEDGER_USER", postgres.user());
        try (DoorbusterProcess impatient = member(variables);
                DoorbusterProcess patient = member(variables)) {
            awaitWaiting(impatient);
            assertThat(impatient.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);

            awaitWaiting(patient);
            postgres.restart();
            try {
                assertThat(patient.awaitLine("ready ")).contains("127.0.0.1");
                assertThat(patient.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);
            } finally {
                postgres.close();
            }
        }
    }

    private DoorbusterProcess member(Map<String, String> variables) {
        return DoorbusterProcess.start(
                home, variables, "grid", "--config", home.resolve("grid.yaml").toString());
    }

    private static void awaitWaiting(DoorbusterProcess process) {
        await().atMost(LONG).until(() -> process.errors().contains("waiting for Postgres"));
    }
}
